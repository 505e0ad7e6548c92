import { monthName } from '@tlc-elt/contracts';
import type { View } from '../../command.ts';
import { oneLine } from '../../terminal/screen.ts';
import { type Column, count, table } from '../../terminal/table.ts';
import type { MonthReport, Problem, Result } from './report.ts';

const rows = (title: string, value: (month: MonthReport) => number | null): Column<MonthReport> => ({
  title,
  value: (month) => count(value(month)),
  align: 'right',
});

const columns = ({ style }: View): Column<MonthReport>[] => [
  {
    title: 'month',
    value: (month) => [monthName(month), ...remarksOf(month).map(style.yellow)].join(' '),
  },
  { title: 'status', value: (month) => statusOf(month, style) },
  rows('source', (month) => month.source_rows),
  rows('accepted', (month) => month.accepted_rows),
  rows('quarantined', (month) => month.quarantined_rows),
  rows('loaded', (month) => month.loaded_rows),
  rows('in table', (month) => month.table_rows),
  { title: 'run', value: ({ run_id }) => run_id ?? '' },
];

/** What is to be known of where a month's rows come from. */
const remarksOf = ({ generated, proof }: Pick<MonthReport, 'generated' | 'proof'>): string[] => [
  ...(generated ? ['generated'] : []),
  ...(proof === 'unproved' ? ['unproved'] : []),
];

const statusOf = ({ status, values, ledger_copy }: MonthReport, style: View['style']): string =>
  [
    status === 'failed' ? style.red('FAILED') : style.green('ok'),
    ...(status === 'ok' && values === 'unproved' ? [style.yellow('values unproved')] : []),
    ...(ledger_copy === 'mended' ? [style.yellow("ledger's copy mended")] : []),
    ...(ledger_copy === 'lags' ? [style.yellow("ledger's copy lags")] : []),
  ].join(' ');

/** One line per month, then what is wrong; details for a single month. */
export function render({ months, problems }: Result, view: View): string {
  const strays = problems.map((problem) => problemOf('', problem, view));
  if (months.length === 0 && strays.length > 0) return strays.join('\n\n');
  if (months.length === 0) return `No month is loaded yet.\nnext:  ${view.hint('run 2024-09')}`;
  const details = months.length === 1 && months[0] ? renderDetails(months[0]) : [];
  return [table(columns(view), months), ...details, ...problemsOf(months, view), ...strays].join('\n\n');
}

/** Quarantine by rule and rows by pickup month. */
function renderDetails(month: MonthReport): string[] {
  const rules = Object.entries(month.quarantine_by_rule).filter(([, n]) => n > 0);
  const byRule = table(
    [
      { title: 'quarantined by rule', value: ([rule]: [string, number]) => rule },
      { title: 'rows', value: ([, n]) => count(n), align: 'right' },
    ],
    rules,
  );
  const byPickup = table(
    [
      {
        title: 'loaded by pickup month',
        value: (pickup: MonthReport['pickup_months'][number]) => pickup.month,
      },
      { title: 'rows', value: (pickup) => count(pickup.rows), align: 'right' },
    ],
    month.pickup_months,
  );
  const copies = month.duplicate_rows ?? 0;
  return [
    ...(rules.length > 0 ? [byRule] : []),
    ...(copies > 0
      ? [`${count(copies)} of the accepted rows are exact copies of another: counted, never removed`]
      : []),
    ...(month.pickup_months.length > 0 ? [byPickup] : []),
  ];
}

const problemsOf = (months: readonly MonthReport[], view: View): string[] =>
  months.flatMap((month) =>
    month.problems.map((problem) => problemOf(`${monthName(month)} `, problem, view)),
  );

const problemOf = (month: string, { code, message, next }: Problem, { style }: View): string =>
  `${style.red(`${month}${code}`)}: ${oneLine(message)}\nnext:  ${oneLine(next)}`;
