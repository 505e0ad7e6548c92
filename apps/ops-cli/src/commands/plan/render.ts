import {
  addMonths,
  type MonthState,
  type MonthsPlan,
  monthName,
  type PlannedRun,
  type SourceMonth,
} from '@tlc-elt/contracts';
import type { View } from '../../command.ts';
import { secondsTogether } from '../../plan/estimate.ts';
import type { MonthOfDataset } from '../../plan/known.ts';
import { looks } from '../../plan/state-words.ts';
import { count, duration, table } from '../../terminal/table.ts';

/** Characters of a line about months that are left alone, besides their names. */
const BESIDE_NAMES = 'not_supported  months    --accept-republication'.length;
/** … of what says that more are not named, and the least that names get. */
const MORE = ', 999 more'.length;
const LEAST = 20;

/** Flags that would run the months of a state. */
const flags: Readonly<Partial<Record<MonthState, string>>> = {
  outdated: '--outdated',
  older: '--accept-older',
  quarantined: '--accept-quarantine',
  held: '--accept-republication',
  unusual: '--accept-unusual',
};

export const headline = ({ id, stage, runs }: MonthsPlan): string =>
  `plan ${id} of stage ${stage.name}: ${months(runs.length)} to run`;

export const months = (n: number): string => (n === 1 ? '1 month' : `${n} months`);

/** What would run and in which order, what would not, and how long it would take. */
export function renderPlan(plan: MonthsPlan, view: View): string {
  const { runs, others } = plan;
  return [
    view.style.bold(headline(plan)),
    ...(runs.length > 0 ? [renderRuns(runs, view), totals(plan)] : []),
    ...(others.length > 0 ? [renderOthers(others, view)] : []),
    ...(runs.length > 0
      ? [`next:  the same with --out plan.json, then ${view.hint('apply plan.json')}`]
      : []),
  ].join('\n\n');
}

const renderRuns = (runs: readonly PlannedRun[], { style }: View): string =>
  table<PlannedRun>(
    [
      { title: 'run', value: ({ fingerprint }) => fingerprint.next_run },
      { title: 'state', value: ({ state }) => style[looks[state].colour](state) },
      { title: 'published', value: ({ fingerprint }) => fingerprint.publication.last_modified.slice(0, 10) },
      { title: 'bytes', value: ({ fingerprint }) => count(fingerprint.publication.bytes), align: 'right' },
      {
        title: 'time',
        value: ({ estimate }) => (estimate ? duration(estimate.seconds) : '?'),
        align: 'right',
      },
      { title: 'cost', value: ({ estimate }) => (estimate ? dollars(estimate.usd) : '?'), align: 'right' },
    ],
    runs,
  );

export const dollars = (usd: number): string => `$${usd.toFixed(4)}`;

/** Time and cost of all runs together, and what they are estimated by. */
function totals({ runs, parallel }: MonthsPlan): string {
  const known = runs.flatMap(({ estimate }) => estimate ?? []);
  const seconds = secondsTogether(
    known.map((estimate) => estimate.seconds),
    parallel,
  );
  const usd = known.reduce((sum, estimate) => sum + estimate.usd, 0);
  return `${parallel} at a time: about ${duration(seconds)}, ${dollars(usd)} (${basesOf(runs).join('; ')})`;
}

/** What the estimates of each dataset rest on. */
const basesOf = (runs: readonly PlannedRun[]): string[] =>
  Object.entries({ history: 'by earlier runs', assumption: 'assumed', unknown: 'unknown' }).flatMap(
    ([by, words]) => {
      const own = runs.filter(({ estimate }) => (estimate?.by ?? 'unknown') === by);
      const datasets = [...new Set(own.map(({ dataset }) => dataset))];
      return datasets.length === 0 ? [] : [`${words}: ${datasets.join(', ')}`];
    },
  );

type Others = MonthsPlan['others'];

const renderOthers = (others: Others, { style, columns }: View): string =>
  table<[MonthState, Others]>(
    [
      { title: 'left alone', value: ([state]) => style[looks[state].colour](state) },
      { title: 'months', value: ([, of]) => String(of.length), align: 'right' },
      { title: 'which', value: ([, of]) => spans(of, columns - BESIDE_NAMES) },
      { title: 'run by', value: ([state]) => flags[state] ?? '' },
    ],
    byState(others),
  );

const byState = (others: Others): [MonthState, Others][] =>
  (Object.keys(looks) as MonthState[]).flatMap((state): [MonthState, Others][] => {
    const own = others.filter((month) => month.state === state);
    return own.length === 0 ? [] : [[state, own]];
  });

/** `2019-01..2023-12, 2024-02`: months one after another take one word; so many are named as the width has room for. */
export function spans(of: readonly MonthOfDataset[], width = 60): string {
  const found: { first: SourceMonth; last: SourceMonth; dataset: string }[] = [];
  for (const { dataset, month } of of) {
    const before = found.at(-1);
    if (before?.dataset === dataset && addMonths(before.last, 1) === month) before.last = month;
    else found.push({ dataset, first: month, last: month });
  }
  const isMixed = new Set(of.map(({ dataset }) => dataset)).size > 1;
  const names = found.map(({ dataset, first, last }) => {
    const month = first === last ? first : `${first}..${last}`;
    return isMixed ? `${dataset} ${month}` : monthName({ dataset, month });
  });
  let named = names.length;
  while (named > 1 && names.slice(0, named).join(', ').length > Math.max(width, LEAST) - MORE) named -= 1;
  const more = names.length - named;
  return [...names.slice(0, named), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
