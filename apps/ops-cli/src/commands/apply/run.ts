import type { MonthsPlan, PlannedRun } from '@tlc-elt/contracts';
import { readHistory } from '@tlc-elt/executions';
import { eachAtOnce } from '../../each-at-once.ts';
import { Failed } from '../../errors.ts';
import { executionArn, listExecutions } from '../../executions/executions.ts';
import { HistoryReader } from '../../executions/history-reader.ts';
import { isOfPlan, type StartedRun, startPlanned } from '../../executions/start.ts';
import { carryOut, type Limits, type Refused, type Stage } from '../../plan/carry-out.ts';
import { costOf } from '../../plan/estimate.ts';
import { changesOf } from '../../plan/fingerprint.ts';
import { readPlan } from '../../plan/plan-file.ts';
import { readAgain } from '../../plan/read-known.ts';
import type { Runtime } from '../../runtime.ts';
import { stageOf } from '../plan/run.ts';
import { exitCodeOfMonths, isRun, type NotSeen, resultOf, runOne, watched } from '../run/months.ts';
import type { RunResult } from '../run/pipeline.ts';
import type { Result } from './result.ts';

export { renderApplied as render } from './render.ts';
export type { Result };
export { exitCodeOfMonths as exitCode };

export interface Options {
  readonly file: string;
  readonly limits: Limits;
}

/** Executions that are described at one time. */
const DESCRIBED_AT_ONCE = 8;

/** Carries out the plan of a file. */
export async function run({ file, limits }: Options, runtime: Runtime): Promise<Result> {
  const plan = await readPlan(runtime, file);
  await checkStage(plan, file, runtime);
  checkEstimates(plan, limits);
  const going = new Set<string>();
  const { ends, refused, left } = await watched(
    runtime,
    going,
    () => carryOut(plan.runs, plan.parallel, planned(plan, runtime, going), limits),
    `apply ${file}`,
  );
  const result = resultOf(plan.runs.flatMap((each) => ends.get(each) ?? []));
  return {
    ...result,
    ok: result.ok && refused.length === 0,
    file,
    plan: plan.id,
    refused: refused.map(({ run: { dataset, month }, changes }) => ({ dataset, month, changes })),
    left: left.map(({ dataset, month }) => ({ dataset, month })),
  };
}

/** Throws Failed where the plan was made for another stage or account. */
async function checkStage({ id, stage }: MonthsPlan, file: string, runtime: Runtime): Promise<void> {
  const here = await stageOf(runtime);
  if (stage.name === here.name && stage.state_machine === here.state_machine) return;
  throw new Failed(
    `plan ${id} was made for stage ${stage.name} (${stage.state_machine}), and this is ${here.name} (${here.state_machine})`,
    `apply ${file} there (--stage ${stage.name}), or plan here: ${runtime.hint('plan')}`,
  );
}

/** A limit that nothing can be compared with would be none. */
function checkEstimates({ runs }: MonthsPlan, { maxCost }: Limits): void {
  const unknown = runs.find(({ estimate }) => estimate === null);
  if (maxCost === undefined || unknown === undefined) return;
  throw new Failed(
    `--max-cost cannot be kept: nothing is known of the cost of ${unknown.dataset}`,
    'load a month of it first, or give --max-months',
  );
}

/** The plan's runs, on the stage behind the runtime. */
const planned = (
  plan: MonthsPlan,
  runtime: Runtime,
  going: Set<string>,
): Stage<PlannedRun, RunResult | NotSeen> => ({
  begun: (runs) => begunOf(plan, runs, runtime),
  changed: (runs) => changedOf(runs, runtime),
  run: (run, isBegun) =>
    runPlanned(run, runtime, going, () =>
      isBegun ? begunRun(run, runtime) : startPlanned(runtime, run.fingerprint.next_run, inputOf(plan, run)),
    ),
  costs: {
    expected: ({ estimate }) => estimate?.usd ?? 0,
    spent: async ({ estimate }, end) => {
      if (!isRun(end)) return estimate?.usd ?? 0;
      const arn = await executionArn(runtime, end.execution);
      return costOf(runtime, readHistory(await new HistoryReader(runtime, arn).read()));
    },
  },
});

/** Runs whose execution bears the plan's id: Step Functions says it, so that nothing is lost where this process dies. */
async function begunOf(
  { id }: MonthsPlan,
  runs: readonly PlannedRun[],
  runtime: Runtime,
): Promise<PlannedRun[]> {
  const executions = new Map((await listExecutions(runtime)).map(({ name, arn }) => [name, arn]));
  const own = await eachAtOnce(DESCRIBED_AT_ONCE, runs, async ({ fingerprint }) => {
    const arn = executions.get(fingerprint.next_run);
    return arn !== undefined && isOfPlan(runtime, arn, id);
  });
  return runs.filter((_, i) => own[i]);
}

async function changedOf(runs: readonly PlannedRun[], runtime: Runtime): Promise<Refused<PlannedRun>[]> {
  const known = runs.length === 0 ? [] : await readAgain(runtime, runs);
  return runs.flatMap((run, i) => {
    const now = known[i];
    const changes = now === undefined ? [] : changesOf(run, now);
    return changes.length === 0 ? [] : [{ run, changes }];
  });
}

const begunRun = async ({ fingerprint }: PlannedRun, runtime: Runtime): Promise<StartedRun> => {
  const name = fingerprint.next_run;
  return { arn: await executionArn(runtime, name), name, attached: true, ofThisPlan: true };
};

const inputOf = ({ id }: MonthsPlan, { state: _, estimate: __, fingerprint, ...asked }: PlannedRun) => ({
  ...asked,
  plan: { id, etag: fingerprint.publication.etag },
});

function runPlanned(
  { dataset, month, ...run }: PlannedRun,
  runtime: Runtime,
  going: Set<string>,
  start: () => Promise<StartedRun>,
): Promise<RunResult | NotSeen> {
  const settings = {
    force: run.force,
    noWait: false,
    acceptQuarantine: run.accept_quarantine,
    acceptOlder: run.accept_older,
    acceptShrink: run.accept_shrink,
    acceptRepublication: run.accept_republication,
    acceptUnusual: run.accept_unusual ?? false,
    verbose: false,
  };
  return runOne(settings, { dataset, month }, runtime, going, start);
}
