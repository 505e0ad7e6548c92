import { type MonthState, monthName, type SourceMonth, UNDATED } from '@tlc-elt/contracts';
import type { View } from '../../command.ts';
import { looks } from '../../plan/state-words.ts';
import { count, table } from '../../terminal/table.ts';
import type { Kept, Load, MonthStatus } from './month-status.ts';

interface Span {
  /** The newest of the months, which speaks for all. */
  readonly last: MonthStatus;
  readonly first: SourceMonth;
}

/** Months one after another that are neither loaded nor published take one line. */
function spansOf(months: readonly MonthStatus[]): Span[] {
  const spans: Span[] = [];
  for (const month of months) {
    const before = spans.at(-1);
    const alike =
      before?.last.dataset === month.dataset &&
      before.last.state === month.state &&
      !month.loads.length &&
      !month.publication &&
      month.answer === null;
    if (before && alike) spans[spans.length - 1] = { ...before, last: month };
    else spans.push({ first: month.month, last: month });
  }
  return spans;
}

/** Months in a line each; for a single month every load of it. */
export function renderMonths(months: readonly MonthStatus[], view: View): string {
  const [only] = months;
  if (only && months.length === 1) return renderMonth(only, view);
  return table<Span>(
    [
      {
        title: 'month',
        value: ({ first, last: { dataset, month } }) =>
          monthName({ dataset, month: first === month ? month : `${first}..${month}` }),
      },
      { title: 'state', value: ({ last }) => stateOf(last, view) },
      {
        title: 'loads',
        value: ({ last: { loads } }) => (loads.length > 0 ? String(loads.length) : ''),
        align: 'right',
      },
      {
        title: 'rows',
        value: ({ last: { loads } }) => (loads[0] ? count(loads[0].loaded_rows) : ''),
        align: 'right',
      },
      { title: 'loaded', value: ({ last: { loads } }) => loads[0]?.loaded_at.slice(0, 19) ?? '' },
      {
        title: 'published',
        value: ({ last: { publication } }) => (publication ? dated(publication.last_modified, 10) : ''),
      },
    ],
    spansOf(months),
  );
}

function stateOf(month: MonthStatus, { style }: View): string {
  const { state, answer } = month;
  if (isNewer(month)) return style.yellow('republished, the newer file is not loaded');
  const { colour, words } = looks[state];
  return style[colour](answer === null ? words : `${words}: ${answer}`);
}

/** Whether the publisher has a file of a later date than what is loaded; what is generated has no date of a publisher. */
function isNewer({ state, publication, loads: [newest] }: MonthStatus): boolean {
  if (state !== 'republished' || publication === null || newest === undefined || newest.generated)
    return false;
  return (
    Date.parse(publication.last_modified) > Date.parse(`${newest.source_last_modified.replace(' ', 'T')}Z`)
  );
}

/** When a file was published, by RFC 3339 or as the warehouse writes it; what a publisher does not say is no date. */
const dated = (moment: string, length = moment.length): string =>
  moment.slice(0, 10) === UNDATED.slice(0, 10) ? 'no date' : moment.slice(0, length);

/** What loads something, by the state. */
const loading: Readonly<Partial<Record<MonthState, string>>> = {
  republished: '',
  published: '',
  not_loaded: '',
  older: ' --accept-older',
  outdated: ' --force',
  held: ' --accept-republication',
  unusual: ' --accept-unusual',
};

function renderMonth(month: MonthStatus, view: View): string {
  const parts = [`${view.style.bold(monthName(month))}  ${stateOf(month, view)}`];
  if (month.publication) {
    const { etag, last_modified, bytes } = month.publication;
    parts[0] += `\npublished  ${dated(last_modified)}, ${count(bytes)} bytes, ETag ${etag}`;
  }
  if (month.loads.length > 0)
    parts.push(`${renderLoads(month.loads, view)}\npassport:  ${view.hint(`report ${month.month} --open`)}`);
  if (month.kept.length > 0) parts.push(renderKept(month.kept));
  if (month.unreadable_loads > 0)
    parts.push(
      `${view.style.red(`${month.unreadable_loads} of its ledger rows cannot be read`)}\nnext:  ${view.hint(`verify ${month.month}`)}`,
    );
  const flags = loading[month.state];
  if (flags !== undefined) parts.push(`next:  ${view.hint(`run ${month.month}${flags}`)}`);
  return parts.join('\n\n');
}

const renderKept = (kept: readonly Kept[]): string =>
  table<Kept>(
    [
      { title: 'kept in raw', value: ({ etag }) => etag },
      { title: 'published', value: ({ last_modified }) => dated(last_modified, 19) },
      { title: 'bytes', value: ({ bytes }) => count(bytes), align: 'right' },
      { title: 'proof', value: ({ proof }) => proof },
    ],
    kept,
  );

const renderLoads = (loads: readonly Load[], { style }: View): string =>
  table<Load>(
    [
      { title: 'load', value: (load) => String(loads.length - loads.indexOf(load)), align: 'right' },
      { title: 'run', value: ({ run_id }) => run_id },
      { title: 'loaded', value: ({ loaded_at }) => loaded_at.slice(0, 19) },
      { title: 'published', value: ({ source_last_modified }) => dated(source_last_modified, 19) },
      { title: 'ETag', value: ({ source_etag }) => source_etag },
      { title: 'rows', value: ({ loaded_rows }) => count(loaded_rows), align: 'right' },
      { title: 'quarantined', value: ({ quarantined_rows }) => count(quarantined_rows), align: 'right' },
      { title: 'engine', value: ({ engine }) => engine },
      { title: 'remarks', value: (load) => style.yellow(remarksOf(load, loads)) },
    ],
    loads,
  );

function remarksOf(load: Load, loads: readonly Load[]): string {
  const before = loads[loads.indexOf(load) + 1];
  return [
    ...(before && before.source_etag !== load.source_etag ? ['republished'] : []),
    ...(load.generated ? ['generated'] : []),
    ...(load.forced ? ['forced'] : []),
    ...(load.quarantine_accepted ? ['quarantine accepted'] : []),
  ].join(', ');
}
