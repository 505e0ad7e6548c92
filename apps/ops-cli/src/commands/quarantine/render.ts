import type { View } from '../../command.ts';
import { count, table } from '../../terminal/table.ts';
import type { QuarantineResult } from './run.ts';

type Row = QuarantineResult['sample'][number];

/** Counts by rule, then examples: one block per row, because a row has some twenty columns. */
export function renderQuarantine(result: QuarantineResult, { style, hint }: View): string {
  const { month, run_id, loaded, quarantined_rows, source_rows, share } = result;
  const head = `${month}: ${count(quarantined_rows)} of ${count(source_rows)} rows are quarantined (${share} %), by ${run_id}`;
  if (quarantined_rows === 0) return head;
  const parts = [loaded ? head : `${head}\n${style.yellow('This run is not what is loaded.')}`];
  parts.push(counts('rule', result.by_rule), counts('rules that a row breaks together', result.by_rules));
  if (result.sample.length > 0) parts.push(...result.sample.map((row) => example(row, style)));
  if (!loaded) parts.push(`next:  ${hint(`run ${month} --accept-quarantine`)} loads the month all the same`);
  return parts.join('\n\n');
}

const counts = (title: string, values: Readonly<Record<string, number>>): string =>
  table<[string, number]>(
    [
      { title, value: ([name]) => name },
      { title: 'rows', value: ([, rows]) => count(rows), align: 'right' },
    ],
    Object.entries(values).filter(([, rows]) => rows > 0),
  );

function example(row: Row, { dim }: View['style']): string {
  const names = Object.keys(row);
  const width = Math.max(...names.map((name) => name.length));
  return names.map((name) => `${name.padEnd(width)}  ${row[name] ?? dim('NULL')}`).join('\n');
}
