import type { JobState } from '@tlc-elt/contracts';
import type { Job } from './event.ts';
import type { Places } from './facts.ts';

// Names by "Naming" of OpenLineage's documentation, so that they meet those of other producers.

export interface DatasetName {
  readonly namespace: string;
  readonly name: string;
}

/** The port of every workgroup of Redshift Serverless that does not choose one. */
const REDSHIFT_PORT = 5439;

/** A file of the publisher: its host, and the path there. */
export function publishedName(url: string): DatasetName {
  const { protocol, host, pathname } = new URL(url);
  return { namespace: `${protocol}//${host}`, name: pathname.replace(/^\/+/, '') || '/' };
}

/** An object, or a folder of objects. */
export const objectName = (bucket: string, key: string): DatasetName => ({
  namespace: `s3://${bucket}`,
  name: key.replace(/\/$/, ''),
});

/** A table of the warehouse. */
export const tableName = (executionArn: string, { workgroup, database }: Places, table: string) => ({
  namespace: `redshift://${workgroup}.${arnOf(executionArn).region}:${REDSHIFT_PORT}`,
  name: `${database}.public.${table}`,
});

function arnOf(executionArn: string) {
  const [, partition = '', , region = '', account = '', , machine = ''] = executionArn.split(':');
  return { partition, region, account, machine };
}

/** The workflow of a dataset, or a state of it. */
export function jobName(executionArn: string, dataset: string | undefined, state?: JobState): Job {
  const { partition, region, account, machine } = arnOf(executionArn);
  const parts = [machine, dataset, state].filter((part) => part !== undefined);
  return { namespace: `arn:${partition}:states:${region}:${account}`, name: parts.join('.') };
}
