import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetJobRunsCommand, GlueClient, type JobRun } from '@aws-sdk/client-glue';
import { DEFAULT_DATASET, type JobName, METRIC_NAMESPACE, parameterNames } from '@tlc-elt/contracts';
import { groupOf, JobLogReader, streamsOf } from '../../jobs/log-reader.ts';
import type { Runtime } from '../../runtime.ts';
import { query } from '../../warehouse/query.ts';
import { attempt, type Check, fail, ok, skip, warn } from './check.ts';
import { judgeImage, judgeUsage } from './judge-first-run.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The jobs of a run, in its order. */
const JOBS = ['IngestRaw', 'TransformTrips', 'LoadRedshift'] as const satisfies readonly JobName[];

/** The newest run of a job that ended well. */
interface Ran {
  readonly state: (typeof JOBS)[number];
  readonly jobName: string;
  readonly id: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
}

/** What nobody but AWS can answer, and only after a run has been: how Glue, CloudWatch and Redshift tell of it. */
export async function checkFirstRun(runtime: Runtime): Promise<Check[]> {
  const permissions = 'look at the permissions of these credentials';
  const found: Partial<Record<Ran['state'], Ran>> = {};
  const runs = await attempt('first run', permissions, async () => {
    for (const state of JOBS) found[state] = await newestRun(runtime, state);
    const missing = JOBS.filter((state) => found[state] === undefined);
    return missing.length === 0
      ? ok('first run', `each of ${JOBS.join(', ')} has succeeded`)
      : fail('first run', `never succeeded: ${missing.join(', ')}`, runtime.hint('run 2024-09'));
  });
  const { IngestRaw: ingest, TransformTrips: transform, LoadRedshift: load } = found;
  if (ingest === undefined || transform === undefined || load === undefined)
    return [runs, skip('logs, metrics, RPU-seconds', 'not asked')];
  const logs = [ingest, transform, load].map((ran) =>
    attempt(`log of ${ran.state}`, permissions, () => checkStreams(runtime, ran)),
  );
  return [
    runs,
    ...(await Promise.all([
      ...logs,
      attempt('Python Shell', permissions, () => checkImage(runtime, ingest)),
      attempt('QuarantineShare', permissions, () => checkMetric(runtime, transform)),
      attempt('RPU-seconds', 'ask as the administrator: `ops sql --write`', () => checkUsage(runtime, load)),
    ])),
  ];
}

async function newestRun(runtime: Runtime, state: Ran['state']): Promise<Ran | undefined> {
  const jobName = (await runtime.parameters()).get(parameterNames(runtime.stage).jobNames[state]);
  const { JobRuns = [] } = await runtime
    .client(GlueClient)
    .send(new GetJobRunsCommand({ JobName: jobName }), { abortSignal: runtime.signal });
  const run: JobRun | undefined = JobRuns.find(({ JobRunState }) => JobRunState === 'SUCCEEDED');
  if (run?.Id === undefined || run.StartedOn === undefined) return undefined;
  return { state, jobName, id: run.Id, startedAt: run.StartedOn, endedAt: run.CompletedOn ?? run.StartedOn };
}

const asLog = (ran: Ran) => ({ ...ran, ended: true });

/** Streams that begin with the run's id, wherever Glue puts them. */
async function checkStreams(runtime: Runtime, ran: Ran): Promise<Check> {
  const check = `log of ${ran.state}`;
  const group = await groupOf(runtime, asLog(ran));
  const names = await streamsBelow(runtime, `${group}/output`, ran.id);
  const expected = streamsOf(group, ran.id);
  const issue = `\`ops logs\` reads ${expected.join(' or ')}: say in an issue which names there are`;
  if (names.length === 0) return fail(check, `no stream of ${group}/output begins with ${ran.id}`, issue);
  const shown = `${group}/output has ${names.join(', ')}`;
  return names.some((name) => expected.includes(name)) ? ok(check, shown) : fail(check, shown, issue);
}

async function streamsBelow(
  runtime: Runtime,
  logGroupName: string,
  logStreamNamePrefix: string,
): Promise<string[]> {
  try {
    const { logStreams = [] } = await runtime
      .client(CloudWatchLogsClient)
      .send(new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix }), {
        abortSignal: runtime.signal,
      });
    return logStreams.flatMap(({ logStreamName }) => logStreamName ?? []);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return [];
    throw error;
  }
}

/** What IngestRaw says of the image that it runs in. */
async function checkImage(runtime: Runtime, ran: Ran): Promise<Check> {
  const lines = await new JobLogReader(runtime, asLog(ran)).read();
  return judgeImage(lines.map(({ message }) => message));
}

/** Whether CloudWatch has made a metric of what TransformTrips printed: each event must be exactly one line of JSON. */
async function checkMetric(runtime: Runtime, { startedAt }: Ran): Promise<Check> {
  const { Datapoints = [] } = await runtime.client(CloudWatchClient).send(
    new GetMetricStatisticsCommand({
      Namespace: METRIC_NAMESPACE,
      MetricName: 'QuarantineShare',
      Dimensions: [
        { Name: 'Stage', Value: runtime.stage },
        { Name: 'Dataset', Value: DEFAULT_DATASET },
      ],
      StartTime: new Date(Math.floor(startedAt.getTime() / HOUR) * HOUR),
      EndTime: new Date(startedAt.getTime() + DAY),
      Period: HOUR / 1000,
      Statistics: ['Maximum'],
    }),
    { abortSignal: runtime.signal },
  );
  const share = Datapoints.at(-1)?.Maximum;
  return share !== undefined
    ? ok('QuarantineShare', `the metric has ${share.toFixed(2)} % of the run`)
    : fail(
        'QuarantineShare',
        `the metric has no point since the run of ${startedAt.toISOString()}`,
        "wait for five minutes; then Glue cuts the line of JSON, and the alarm of that name is blind: the load's own limit still holds, and `ops quarantine` shows the rows",
      );
}

/** Redshift tells its use twice, both late. */
const LATE = 2 * HOUR;
/** SYS views remember a week. */
const REMEMBERED = 7 * DAY;

/** Whether the alarm on RPU-hours counts what is billed. */
async function checkUsage(runtime: Runtime, { startedAt, endedAt }: Ran): Promise<Check> {
  const check = 'RPU-seconds';
  if (runtime.endpoint === 'local') return skip(check, 'a local cloud bills nothing');
  const now = runtime.now().getTime();
  if (now - endedAt.getTime() < LATE)
    return skip(check, 'told late by AWS: ask again two hours after the run');
  const from = new Date(Math.floor(startedAt.getTime() / HOUR) * HOUR);
  if (now - from.getTime() > REMEMBERED)
    return warn(check, 'the run is older than SYS_SERVERLESS_USAGE', runtime.hint('run MONTH --force'));
  const to = new Date(Math.floor(endedAt.getTime() / HOUR) * HOUR + LATE);
  const between = [from, to].map((moment) => `'${moment.toISOString().slice(0, 19).replace('T', ' ')}'`);
  const { rows } = await query(
    runtime,
    `SELECT CAST(COALESCE(SUM(compute_seconds), 0) AS DOUBLE PRECISION) FROM sys_serverless_usage WHERE start_time >= ${between[0]} AND start_time < ${between[1]}`,
  );
  return judgeUsage(await computeSeconds(runtime, from, to), Number(rows[0]?.[0] ?? 0));
}

async function computeSeconds(runtime: Runtime, StartTime: Date, EndTime: Date): Promise<number> {
  const workgroup = (await runtime.parameters()).get(parameterNames(runtime.stage).workgroup);
  const { Datapoints = [] } = await runtime.client(CloudWatchClient).send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/Redshift-Serverless',
      MetricName: 'ComputeSeconds',
      Dimensions: [{ Name: 'Workgroup', Value: workgroup }],
      StartTime,
      EndTime,
      Period: HOUR / 1000,
      Statistics: ['Sum'],
    }),
    { abortSignal: runtime.signal },
  );
  return Datapoints.reduce((total, { Sum = 0 }) => total + Sum, 0);
}
