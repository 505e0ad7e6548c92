import {
  type Dataset,
  datasets,
  lookups,
  monthAt,
  monthsBetween,
  type SourceMonth,
  WOKEN,
} from '@tlc-elt/contracts';
import { currentState, failingState, failureOf, planOf, waitingOf } from '@tlc-elt/executions';
import { datasetsOf } from '../../aws/schedule.ts';
import type { View } from '../../command.ts';
import { type Execution, listExecutions, type Subject, subjectOf } from '../../executions/executions.ts';
import { renderFailure } from '../../executions/failure.ts';
import { endOfStory } from '../../executions/story-end.ts';
import { ExitCode } from '../../exit-code.ts';
import type { WriteRows } from '../../export/rows.ts';
import { described, readLookupManifest } from '../../objects/lookups.ts';
import { readRawManifests } from '../../objects/raw-manifests.ts';
import { publicationsOf } from '../../publisher/publications.ts';
import type { Runtime } from '../../runtime.ts';
import { oneLine } from '../../terminal/screen.ts';
import { duration, table } from '../../terminal/table.ts';
import { type Ledger, readLedger } from '../../warehouse/ledger.ts';
import { type CalendarMonth, readCalendar } from './calendar.ts';
import { type MonthStatus, monthStatus } from './month-status.ts';
import { renderCalendar } from './render-calendar.ts';
import { renderMonths } from './render-months.ts';
import type { ExecutionStatus, LookupStatus, Result } from './result.ts';
import { listed, loadsOf } from './rows.ts';

export type { Result };

export interface Options {
  /** Of the months; `all`: those that the stage runs each month. Executions are of every dataset, but a month's. */
  readonly dataset: Dataset | 'all';
  readonly limit: number;
  /** Only this month, with its loads. */
  readonly month: SourceMonth | undefined;
  /** Also ask the publisher. */
  readonly source: boolean;
}

/** Months before the current one which `--source` shows beside those that are loaded. */
const RECENT_MONTHS = 13;

/** Executions; with a month or `source` also months. Reads only. */
export async function run(options: Options, runtime: Runtime): Promise<Result> {
  if (options.month === undefined && !options.source) return runWithoutMonths(options, runtime);
  const datasets = await datasetsOf(runtime, options.dataset);
  const [executions, ...months] = await Promise.all([
    readExecutions(options, datasets, runtime),
    ...datasets.map((dataset) => readMonths({ ...options, dataset }, runtime)),
  ]);
  const of = months.flat();
  return { executions, ...(options.month === undefined ? { calendar: of.map(placeOf) } : {}), months: of };
}

/** The executions; with `--source` the months, with a month its loads. */
export async function rows(options: Options, runtime: Runtime, write: WriteRows): Promise<ExitCode> {
  const result = await run(options, runtime);
  await write(options.month === undefined ? listed(result) : loadsOf(result.months ?? []));
  return ExitCode.ok;
}

const placeOf = ({ dataset, month, state }: MonthStatus): CalendarMonth => ({ dataset, month, state });

async function runWithoutMonths({ limit }: Options, runtime: Runtime): Promise<Result> {
  const listing = listExecutions(runtime);
  const [calendar, executions, lookups] = await Promise.all([
    readCalendar(runtime, listing),
    listing.then((listed) =>
      Promise.all(listed.slice(0, limit).map((execution) => statusOf(runtime, execution))),
    ),
    readLookups(runtime),
  ]);
  return { calendar, executions, lookups };
}

async function readLookups(runtime: Runtime): Promise<LookupStatus[]> {
  const manifests = await Promise.all(lookups.map((lookup) => readLookupManifest(runtime, lookup)));
  return manifests.flatMap((manifest) =>
    manifest === undefined
      ? []
      : [
          {
            lookup: manifest.lookup,
            found: described(manifest),
            problem: manifest.problem?.reason ?? null,
          },
        ],
  );
}

async function readExecutions(
  { limit, month }: Options,
  datasets: readonly string[],
  runtime: Runtime,
): Promise<ExecutionStatus[]> {
  const listed = await listExecutions(runtime, month === undefined ? { limit } : {});
  const executions =
    month === undefined ? listed : await ofMonth(runtime, listed, { month, datasets }, limit);
  return Promise.all(executions.map((execution) => statusOf(runtime, execution)));
}

async function ofMonth(
  runtime: Runtime,
  executions: readonly Execution[],
  wanted: { readonly month: SourceMonth; readonly datasets: readonly string[] },
  limit: number,
): Promise<Execution[]> {
  const subjects = await Promise.all(executions.map((execution) => subjectOf(runtime, execution)));
  const isWanted = (subject: Subject | undefined): boolean =>
    subject !== undefined && subject.month === wanted.month && wanted.datasets.includes(subject.dataset);
  return executions.filter((_, i) => isWanted(subjects[i])).slice(0, limit);
}

async function readMonths(
  { dataset, month, source }: Options & { readonly dataset: Dataset },
  runtime: Runtime,
): Promise<MonthStatus[]> {
  const contract = datasets[dataset];
  const ledger = await readLedger(runtime, dataset, month === undefined ? [] : [month]);
  const months = month === undefined ? sinceFirst(ledger, runtime.now()) : [month];
  const publications = source ? await publicationsOf(runtime, contract, months) : undefined;
  const manifests = month === undefined ? [] : await readRawManifests(runtime, contract, month);
  return months.map((each) =>
    monthStatus(dataset, each, ledger, publications?.get(each), runtime.now(), manifests),
  );
}

/** Every month from the first of the ledger on, at least those of the last year: a gap between loads is one of them. */
function sinceFirst(ledger: Ledger, now: Date): SourceMonth[] {
  const recent = monthAt(now, -RECENT_MONTHS);
  const [first = recent] = [...ledgerMonths(ledger), recent].sort();
  return monthsBetween(first, monthAt(now, -1));
}

const ledgerMonths = ({ loads, unreadable }: Ledger): SourceMonth[] => [
  ...loads.map(({ source_month }) => source_month),
  ...unreadable.flatMap(({ month }) => month ?? []),
];

async function statusOf(runtime: Runtime, execution: Execution): Promise<ExecutionStatus> {
  const [subject, story] = await Promise.all([
    subjectOf(runtime, execution),
    endOfStory(runtime, execution.arn),
  ]);
  const waiting = waitingOf(story);
  const failure = failureOf(story);
  return {
    name: execution.name,
    status: execution.status,
    month: subject?.month ?? null,
    state: (failingState(story) ?? currentState(story))?.name ?? null,
    outcome: planOf(story)?.outcome ?? null,
    waiting_until: waiting ? (waiting.until?.toISOString() ?? 'unknown') : null,
    error: failure?.error ?? null,
    cause: failure?.cause || null,
    started_at: execution.startedAt.toISOString(),
    stopped_at: execution.stoppedAt?.toISOString() ?? null,
  };
}

/** Executions; before them the months that were asked for. */
export function render(result: Result, view: View): string {
  const [month] = result.months?.length === 1 ? result.months : [];
  const months = [
    ...(result.calendar?.length ? [renderCalendar(result.calendar, view)] : []),
    ...(result.months === undefined ? [] : [renderMonths(result.months, view)]),
  ];
  const [newest] = result.executions;
  const ends = [
    ...(month && newest ? failures(newest, view) : []),
    ...(result.lookups ?? []).map(lookupLine(view)),
  ];
  if (newest !== undefined) return [...months, renderExecutions(result, view), ...ends].join('\n\n');
  const next = month?.month ?? '2024-09';
  return [...months, `No execution is known.\nnext:  ${view.hint(`run ${next}`)}`].join('\n\n');
}

const lookupLine =
  ({ style }: View) =>
  ({ lookup, found, problem }: LookupStatus): string =>
    `${lookup}  ${problem === null ? found : style.yellow(oneLine(found))}`;

/** Why the newest execution of a month failed, where it did. */
function failures({ name, month, error, cause }: ExecutionStatus, view: View): string[] {
  if (error === null) return [];
  return [
    `${name}  ${renderFailure({ error, cause: cause ?? '' }, month, view)}\nnext:  ${view.hint(`logs ${name}`)}`,
  ];
}

function renderExecutions({ executions }: Result, view: View): string {
  return table<ExecutionStatus>(
    [
      { title: 'execution', value: ({ name }) => name },
      { title: 'month', value: ({ month }) => month ?? '' },
      { title: 'status', value: (execution) => statusText(execution, view) },
      { title: 'state', value: ({ state }) => state ?? '' },
      { title: 'started', value: ({ started_at }) => `${started_at.slice(0, 19).replace('T', ' ')} UTC` },
      { title: 'took', value: (execution) => took(execution, view.now), align: 'right' },
    ],
    executions,
  );
}

function statusText({ status, outcome, waiting_until, error }: ExecutionStatus, { style }: View): string {
  if (waiting_until) return style.green(`waiting for publication (healthy${until(waiting_until)})`);
  if (status === 'RUNNING') return style.yellow('running');
  if (error === WOKEN) return style.green('gave way to a run that looked at once');
  if (status !== 'SUCCEEDED')
    return style.red([status.toLowerCase().replace('_', ' '), ...(error ? [error] : [])].join(': '));
  if (outcome === 'already_loaded') return style.green('already loaded');
  if (outcome === 'not_published_no_wait') return style.yellow('not published yet');
  return style.green('succeeded');
}

const until = (time: string): string =>
  time === 'unknown' ? '' : `, looks again ${time.slice(0, 16).replace('T', ' ')} UTC`;

const took = ({ started_at, stopped_at }: ExecutionStatus, now: Date): string =>
  duration(
    Math.max(0, ((stopped_at ? Date.parse(stopped_at) : now.getTime()) - Date.parse(started_at)) / 1000),
  );
