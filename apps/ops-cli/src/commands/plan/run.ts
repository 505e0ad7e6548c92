import {
  type Dataset,
  datasetOf,
  dueMonth,
  type MonthsPlan,
  monthAt,
  monthsBetween,
  parameterNames,
  type SourceMonth,
} from '@tlc-elt/contracts';
import { datasetsOf } from '../../aws/schedule.ts';
import { ExitCode } from '../../exit-code.ts';
import { rowsOf, type WriteRows } from '../../export/rows.ts';
import { readEstimate } from '../../plan/estimate.ts';
import type { MonthOfDataset } from '../../plan/known.ts';
import { makePlan, type PlanSettings } from '../../plan/make-plan.ts';
import { readKnown } from '../../plan/read-known.ts';
import type { Runtime } from '../../runtime.ts';
import { loadedMonths } from '../../warehouse/ledger.ts';
import { headline } from './render.ts';

export { renderPlan as render } from './render.ts';

export interface Options extends PlanSettings {
  /** `all`: those that the stage runs each month. */
  readonly dataset: Dataset | 'all';
  /** Undefined: since the oldest that is loaded, else the month that is due. */
  readonly months: readonly SourceMonth[] | undefined;
  /** The file that the plan is written to. */
  readonly file: string | undefined;
}

/** Decides what would be done, and does nothing. */
export async function run(options: Options, runtime: Runtime): Promise<MonthsPlan> {
  const known = await readKnown(runtime, await monthsOf(options, runtime));
  const estimate = await readEstimate(runtime, known);
  const plan = makePlan(known, options, { stage: await stageOf(runtime), now: runtime.now() }, estimate);
  if (options.file !== undefined)
    runtime.progress.line(`${headline(plan)}; ${runtime.hint(`apply ${options.file}`)} carries it out`);
  return plan;
}

/** What a plan is made for: the workflow's ARN names account, region and stage. */
export const stageOf = async (runtime: Runtime): Promise<MonthsPlan['stage']> => ({
  name: runtime.stage,
  state_machine: (await runtime.parameters()).get(parameterNames(runtime.stage).stateMachineArn),
});

async function monthsOf({ dataset, months }: Options, runtime: Runtime): Promise<MonthOfDataset[]> {
  const each: MonthOfDataset[] = [];
  for (const name of await datasetsOf(runtime, dataset)) {
    const own = months ?? (await sinceOldest(name, runtime));
    const has = own.filter((month) => dataset !== 'all' || month >= datasetOf(name).firstMonth);
    each.push(...has.map((month) => ({ dataset: name, month })));
  }
  return each;
}

async function sinceOldest(dataset: Dataset, runtime: Runtime): Promise<SourceMonth[]> {
  const [oldest = dueMonth(datasetOf(dataset), runtime.now())] = await loadedMonths(runtime, dataset);
  return monthsBetween(oldest, monthAt(runtime.now(), -1));
}

/** A row for each month, those that would run first. */
export async function rows(options: Options, runtime: Runtime, write: WriteRows): Promise<ExitCode> {
  const { runs, others } = await run(options, runtime);
  const none = { fingerprint: undefined, estimate: null };
  const months = [...runs, ...others.map((month) => ({ ...month, ...none }))];
  await write(
    rowsOf(
      {
        dataset: 'VARCHAR',
        month: 'VARCHAR',
        state: 'VARCHAR',
        run: 'VARCHAR',
        published_etag: 'VARCHAR',
        published_bytes: 'BIGINT',
        seconds: 'DOUBLE',
        usd: 'DOUBLE',
      },
      months.map(({ dataset, month, state, fingerprint, estimate }) => ({
        dataset,
        month,
        state,
        run: fingerprint?.next_run ?? null,
        published_etag: fingerprint?.publication.etag ?? null,
        published_bytes: fingerprint?.publication.bytes ?? null,
        seconds: estimate?.seconds ?? null,
        usd: estimate?.usd ?? null,
      })),
    ),
  );
  return ExitCode.ok;
}
