import { type JobName, jobNames, ownPublishers, parameterNames, resourceNames } from '@tlc-elt/contracts';
import type { Runtime } from '../../runtime.ts';
import { table } from '../../terminal/table.ts';
import { readWorkgroup } from '../../warehouse/workgroup.ts';

export type Options = Record<string, never>;

/** What the stage's stacks made, under names that scripts can rely on. */
export interface Result {
  readonly stage: string;
  readonly account: string;
  readonly region: string;
  readonly raw_bucket: string;
  readonly processed_bucket: string;
  readonly scripts_bucket: string;
  readonly state_machine_arn: string;
  readonly check_source_arn: string;
  readonly trigger_arn: string;
  readonly schedule_name: string;
  /** Of the TLC. */
  readonly source_base_url: string;
  /** By dataset: of publishers other than the TLC. */
  readonly source_base_urls: Readonly<Record<string, string>>;
  readonly workgroup: string;
  readonly workgroup_endpoint: string;
  readonly namespace: string;
  readonly database: string;
  readonly copy_role_arn: string;
  readonly glue_jobs: Readonly<Record<JobName, string>>;
  /** By what they are for, e.g. `load`: the role that owns the tables. */
  readonly roles: Readonly<Record<string, string>>;
  readonly topic_arn: string;
}

/** Reads the stage's SSM parameters and its workgroup. */
export async function run(_options: Options, runtime: Runtime): Promise<Result> {
  const { stage } = runtime;
  const parameters = await runtime.parameters();
  const names = parameterNames(stage);
  const value = (name: string): string => parameters.get(name);
  const stateMachineArn = value(names.stateMachineArn);
  const [, partition, , region = '', account = ''] = stateMachineArn.split(':');
  const { roles, topic } = resourceNames(stage);
  const { address, port } = (await readWorkgroup(runtime))?.endpoint ?? {};
  return {
    stage,
    account,
    region,
    raw_bucket: value(names.rawBucket),
    processed_bucket: value(names.processedBucket),
    scripts_bucket: value(names.scriptsBucket),
    state_machine_arn: stateMachineArn,
    check_source_arn: value(names.checkSourceArn),
    trigger_arn: value(names.triggerArn),
    schedule_name: value(names.scheduleName),
    source_base_url: value(names.sourceBaseUrl),
    source_base_urls: Object.fromEntries(
      ownPublishers(stage).map(({ dataset, parameter }) => [dataset, value(parameter)]),
    ),
    workgroup: value(names.workgroup),
    workgroup_endpoint: address === undefined ? '' : `${address}:${port}`,
    namespace: value(names.namespace),
    database: value(names.database),
    copy_role_arn: value(names.copyRoleArn),
    glue_jobs: Object.fromEntries(jobNames.map((job) => [job, value(names.jobNames[job])])) as Record<
      JobName,
      string
    >,
    roles: Object.fromEntries(
      Object.entries(roles).map(([role, name]) => [role, `arn:${partition}:iam::${account}:role/${name}`]),
    ),
    topic_arn: `arn:${partition}:sns:${region}:${account}:${topic}`,
  };
}

type Line = readonly [name: string, value: string];

/** One output a line; those of a group as `roles.load`. */
export const render = (result: Result): string =>
  table<Line>(
    [
      { title: 'output', value: ([name]) => name },
      { title: 'value', value: ([, value]) => value },
    ],
    Object.entries(result).flatMap(([name, value]): Line[] =>
      typeof value === 'string'
        ? [[name, value]]
        : Object.entries(value as Record<string, string>).map(([part, inner]) => [`${name}.${part}`, inner]),
    ),
  );
