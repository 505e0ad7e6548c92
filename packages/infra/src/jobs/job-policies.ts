import type { Grant } from '../role.ts';
import type { ConcernStack } from '../stack.ts';
import { dataApiGrants } from '../workgroup-grants.ts';

const OBJECTS = 'objects are named by content and attempt; the bucket is the boundary';

const objects = (actions: readonly string[], ...buckets: string[]): Grant => ({
  actions: actions.map((action) => `s3:${action}`),
  resources: buckets.map((bucket) => `arn:aws:s3:::${bucket}/*`),
  because: OBJECTS,
});
const listing = (...buckets: string[]): Grant => ({
  actions: ['s3:ListBucket'],
  resources: buckets.map((bucket) => `arn:aws:s3:::${bucket}`),
});

/** What every job needs to start: its script and library, and Glue's log groups. */
function base(stack: ConcernStack, logGroups: string): Grant[] {
  return [
    objects(['GetObject'], stack.buckets.scripts),
    // The guide asks for GetObject alone; AWS's own AWSGlueServiceRole has this too, and an absent object is told only to who has it.
    listing(stack.buckets.scripts),
    {
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [
        stack.arnOf('logs', `log-group:${logGroups}`),
        stack.arnOf('logs', `log-group:${logGroups}:*`),
      ],
      because: "Glue's log groups are the account's, and a stream is named by the job run's id",
    },
  ];
}

const PYTHON_LOGS = '/aws-glue/python-jobs/*';
const SPARK_LOGS = '/aws-glue/jobs/*';

function ingest(stack: ConcernStack): Grant[] {
  const { raw } = stack.buckets;
  return [
    ...base(stack, PYTHON_LOGS),
    listing(raw), // an absent manifest answers 404 only to who may list
    objects(['GetObject', 'PutObject'], raw),
  ];
}

function transform(stack: ConcernStack): Grant[] {
  const { raw, processed } = stack.buckets;
  const spark = stack.config.transformEngine === 'spark';
  const grants = [...base(stack, spark ? SPARK_LOGS : PYTHON_LOGS), objects(['GetObject'], raw)];
  if (!spark) return [...grants, objects(['PutObject'], processed)];
  return [
    ...grants,
    listing(raw, processed),
    // s3a renames what it commits: copy and delete; it probes for folders. Parts that a broken upload leaves are
    // the lifecycle rule's, so nobody may abort uploads: docs/decisions/0006-least-privilege.md.
    objects(['GetObject', 'PutObject', 'DeleteObject'], processed),
    // "Job observability metrics", AWS Glue developer guide: the driver itself puts them.
    {
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': 'Glue' } },
      because: 'PutMetricData takes no resource; the condition keeps it to the namespace of Glue',
    },
  ];
}

function load(stack: ConcernStack): Grant[] {
  const { raw, processed } = stack.buckets;
  return [
    ...base(stack, PYTHON_LOGS),
    listing(processed),
    objects(['GetObject'], raw, processed),
    {
      actions: ['s3:PutObject'],
      resources: [`arn:aws:s3:::${processed}/ledger/*`],
      because: "the ledger's copy lies by dataset and month",
    },
    ...dataApiGrants(stack, ['redshift-data:ExecuteStatement', 'redshift-data:BatchExecuteStatement']),
  ];
}

/** A role that jobs run as. */
export type JobRole = 'ingest' | 'transform' | 'load';

/** Grants of each role. */
export const jobPolicies: Readonly<Record<JobRole, (stack: ConcernStack) => Grant[]>> = {
  ingest,
  transform,
  load,
};
