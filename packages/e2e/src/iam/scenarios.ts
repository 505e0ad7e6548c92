import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { etagOf, listen } from '@tlc-elt/testing';
import { fileOf } from '../months.ts';
import type { Cloud, Execution } from './cloud.ts';
import { until } from './cloud.ts';
import type { LineageEndpoint } from './lineage-endpoint.ts';

/** How a scenario went, and everything that a person could read of it, most telling first. */
export interface Outcome {
  readonly ok: boolean;
  readonly said: Readonly<Record<string, string>>;
}

export interface Scenario {
  readonly title: string;
  /** Whether it needs the assembly whose schedule has no function to call. */
  readonly withoutTrigger?: true;
  run(cloud: Cloud, months: Months, endpoint: LineageEndpoint): Promise<Outcome>;
}

export interface Months {
  readonly published: string;
  /** Published, and no parquet. */
  readonly damaged: string;
  /** Not overdue yet. */
  readonly unpublished: string;
}

const said = (execution: Execution): Record<string, string> => ({
  "the execution's cause": `${execution.error} ${execution.cause}`,
});

/**
 * A month is loaded for the first time while another dataset's is, then once more by force, then asked for again;
 * another is not published. What raw has is loaded by its ETag, and an ETag that it has not is refused by name.
 */
const load: Scenario = {
  title: 'first load, forced load, nothing to do, not published, an earlier publication',
  run: async (cloud, { published, unpublished }) => {
    const side = await cloud.start(`fhvhv-${published}-r1`, { dataset: 'fhvhv', month: published });
    const runs = [
      { name: 'r1', input: { month: published } },
      { name: 'r2', input: { month: published, force: true } },
      { name: 'r3', input: { month: published } },
      { name: 'r4', input: { month: unpublished, no_wait: true } },
    ];
    for (const { name, input } of runs) {
      const execution = await cloud.ended(await cloud.start(`yellow-${input.month}-${name}`, input));
      if (execution.status !== 'SUCCEEDED') return { ok: false, said: said(execution) };
    }
    const beside = await cloud.ended(side);
    if (beside.status !== 'SUCCEEDED') return { ok: false, said: said(beside) };
    const kept = { month: published, publication: await etagOf(fileOf(cloud.source, published)) };
    const again = await cloud.ended(await cloud.start(`yellow-${published}-r5`, kept));
    if (again.status !== 'SUCCEEDED') return { ok: false, said: said(again) };
    const unknown = { month: published, publication: 'unknown' };
    const refused = await cloud.ended(await cloud.start(`yellow-${published}-r6`, unknown));
    if (!/raw has no publication unknown/.test(refused.cause)) return { ok: false, said: said(refused) };
    return functionLogs(cloud, cloud.names.checkSource);
  },
};

/** Whether a function's log holds what the function wrote. */
async function functionLogs(cloud: Cloud, name: string): Promise<Outcome> {
  const lines = await cloud.lines(`/aws/lambda/${name}`);
  return {
    ok: lines.some((line) => line.startsWith('REPORT ')),
    said: { "the function's log": lines.join('\n') },
  };
}

/** A loaded month has its passport; what the function is refused, which fails no run, stays in the history. */
const passport: Scenario = {
  title: 'the passport of a load',
  run: async (cloud, { published }) => {
    const arn = await cloud.start(`yellow-${published}-r1`, { month: published });
    const execution = await cloud.ended(arn);
    if (execution.status !== 'SUCCEEDED') return { ok: false, said: said(execution) };
    const failed = (await cloud.history(arn)).flatMap(
      ({ taskFailedEventDetails: details }) => details?.cause ?? [],
    );
    if (failed.length > 0) return { ok: false, said: { "the execution's history": failed.join('\n') } };
    return functionLogs(cloud, cloud.names.writePassport);
  },
};

/** A file that is no parquet fails in IngestRaw, and somebody is told. */
const failing: Scenario = {
  title: 'a failing ingest is told',
  run: async (cloud, { damaged }) => {
    const arn = await cloud.start(`yellow-${damaged}-r1`, { month: damaged });
    // A refused notification is tried again for half a minute before the execution ends.
    const told = await until(async () => {
      const { stdout } = await cloud.local('messages');
      if (/tlc-elt: yellow-\S+ failed: SourceFileInvalid\n/.test(stdout)) return { ok: true, text: '' };
      const refused = (await cloud.history(arn)).find(({ taskFailedEventDetails }) =>
        taskFailedEventDetails?.resource?.includes('publish'),
      );
      return refused && { ok: false, text: refused.taskFailedEventDetails?.cause ?? '' };
    });
    return { ok: told.ok, said: { "the execution's history": told.text } };
  },
};

/** How often a job may be done before its execution is stopped, on a machine that has other things to do. */
const STOPS = 3;

/** A month fails, and the chat, a server of this process, is told. */
const chat: Scenario = {
  title: 'a chat is told by its webhook',
  run: async (cloud, { damaged }) => {
    const posted: string[] = [];
    const receiver = await listen((request, response) => {
      posted.push(request.url ?? '');
      request.resume();
      response.end('ok');
    });
    try {
      await cloud.setWebhook(`${receiver.url}/hook`);
      await cloud.start(`yellow-${damaged}-r1`, { month: damaged });
      const letter = await until(async () => (posted.length > 0 ? null : cloud.deadLetter('notifier')));
      return letter === null
        ? logsSoon(cloud, cloud.names.notifier)
        : { ok: false, said: { 'the dead letter': letter } };
    } finally {
      await receiver.close();
    }
  },
};

/** Nobody has set the webhook: what the chat was to be told is kept among the dead letters. */
const chatFails: Scenario = {
  title: 'a chat without a webhook leaves a dead letter',
  run: async (cloud, { damaged }) => {
    await cloud.start(`yellow-${damaged}-r1`, { month: damaged });
    const ok = await until(async () => {
      if (await cloud.deadLetter('notifier')) return true;
      return (await cloud.refused()).includes('sqs:') ? false : undefined;
    });
    return { ok, said: {} };
  },
};

/** A month is loaded, and the OpenLineage endpoint is told so. */
const lineage: Scenario = {
  title: 'an OpenLineage endpoint is told of a run',
  run: async (cloud, { published }, endpoint) => {
    const key = randomUUID();
    await cloud.setLineageKey(key);
    await cloud.start(`yellow-${published}-r1`, { month: published });
    const refusal = await until(async () => {
      if (endpoint.isToldOfAnEnd(key)) return '';
      const lines = await cloud.lines(`/aws/lambda/${cloud.names.lineageSender}`);
      return lines.find((line) => line.includes('not authorized to perform'));
    });
    return refusal === ''
      ? logsSoon(cloud, cloud.names.lineageSender)
      : { ok: false, said: { "the function's log": refusal } };
  },
};

/** An execution is stopped while a job runs: the job is stopped too. */
const stopped: Scenario = {
  title: 'a stopped execution stops its job',
  run: async (cloud, { published }) => {
    let outcome: Outcome = { ok: false, said: {} };
    for (let run = 1; run <= STOPS; run += 1) {
      const arn = await cloud.start(`yellow-${published}-r${run}`, { month: published, force: true });
      const { JobRunId } = await until(async () => {
        const events = await cloud.history(arn);
        const output = events.find(({ type }) => type === 'TaskSubmitted')?.taskSubmittedEventDetails?.output;
        return output === undefined ? undefined : (JSON.parse(output) as { JobRunId: string });
      });
      await cloud.stop(arn);
      const execution = await cloud.ended(arn);
      const { state } = await cloud.jobEnd(cloud.names.jobs.IngestRaw, JobRunId);
      outcome = { ok: state === 'STOPPED', said: { ...said(execution), "the job's state": state } };
      if (state !== 'SUCCEEDED') return outcome;
    }
    return outcome;
  },
};

/** The schedule's time comes: the trigger starts the month's run. */
const schedule: Scenario = {
  title: 'the schedule starts the due month',
  run: async (cloud, { published }) => {
    const at = `${later(published, 2)}-05T11:00:00Z`;
    const { code, stdout } = await cloud.local('fire', cloud.names.schedule, '--at', at);
    if (code !== 0) return { ok: false, said: { '`pnpm local fire`': stdout } };
    const outcome = await until(async (): Promise<Outcome | undefined> => {
      if ((await cloud.executions()).includes(`yellow-${published}-r1`)) return { ok: true, said: {} };
      const letter = await cloud.deadLetter();
      return letter === undefined ? undefined : { ok: false, said: { 'the dead letter': letter } };
    });
    return outcome.ok ? logsSoon(cloud, cloud.names.trigger) : outcome;
  },
};

/** The end of the function's log comes a little after what the function did. */
async function logsSoon(cloud: Cloud, name: string): Promise<Outcome> {
  for (let tries = 0; tries < 20; tries += 1) {
    const outcome = await functionLogs(cloud, name);
    if (outcome.ok) return outcome;
    await sleep(100);
  }
  return functionLogs(cloud, name);
}

const later = (month: string, months: number): string => {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + months)).toISOString().slice(0, 7);
};

/** The trigger fails at each try (its clock is in the year 10000): the event is kept among the dead letters. */
const triggerFails: Scenario = {
  title: 'a failing trigger leaves a dead letter',
  run: async (cloud) => {
    await cloud.local('fire', cloud.names.schedule, '--at', '+010000-01-05T11:00:00Z');
    const ok = await until(async () => {
      if (await cloud.deadLetter()) return true;
      return (await cloud.refused()).includes('sqs:') ? false : undefined;
    });
    return { ok, said: {} };
  },
};

/** There is no function: what the schedule could not deliver is kept among the dead letters. */
const undeliverable: Scenario = {
  title: 'an undeliverable schedule leaves a dead letter',
  withoutTrigger: true,
  run: async (cloud) => {
    const { stdout } = await cloud.local('fire', cloud.names.schedule);
    return { ok: (await cloud.deadLetter()) !== undefined, said: { '`pnpm local fire`': stdout } };
  },
};

/** A first load up to the end of TransformTrips, where Spark has written. */
const transformed: Scenario = {
  title: 'a month is transformed',
  run: async (cloud, { published }) => {
    const arn = await cloud.start(`yellow-${published}-r1`, { month: published });
    const execution = await until(async () => {
      const entered = (await cloud.history(arn)).map(
        ({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name,
      );
      // A state that failed and was caught is exited too: the next one tells.
      if (entered.includes('LoadRedshift')) return null;
      const now = await cloud.described(arn);
      return now.status === 'RUNNING' ? undefined : now;
    });
    return execution === null ? { ok: true, said: {} } : { ok: false, said: said(execution) };
  },
};

/** A job is the first of its account: Glue makes the log group. MigrateWarehouse also makes the tables. */
const alone = (job: 'IngestRaw' | 'TransformTrips' | 'MigrateWarehouse'): Scenario => ({
  title: `${job} alone, as the account's first job`,
  run: async (cloud) => {
    const run = await cloud.job(cloud.names.jobs[job], { '--dataset': 'yellow' });
    // The workflow's jobs miss their arguments, and say so in the log.
    const wanted = job === 'MigrateWarehouse' ? 'SUCCEEDED' : 'FAILED';
    const kind = cloud.stage !== 'local' && job === 'TransformTrips' ? 'jobs' : 'python-jobs';
    const lines = (
      await Promise.all(
        ['output', 'error'].map((which) => cloud.lines(`/aws-glue/${kind}/${which}`, run.id).catch(() => [])),
      )
    ).flat();
    const own = lines.filter((line) => !line.includes('AccessDenied'));
    return {
      ok: run.state === wanted && own.length > 0,
      said: { "the job's error": run.error, "the job's log": lines.join('\n') },
    };
  },
});

export const scenarios = {
  load,
  passport,
  failing,
  chat,
  chatFails,
  lineage,
  stopped,
  transformed,
  schedule,
  triggerFails,
  undeliverable,
  ingestAlone: alone('IngestRaw'),
  transformAlone: alone('TransformTrips'),
  migrateAlone: alone('MigrateWarehouse'),
} as const satisfies Record<string, Scenario>;
export type ScenarioName = keyof typeof scenarios;
