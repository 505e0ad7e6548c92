import type { DatasetContract } from '../dataset/contract.ts';
import type { SourceMonth } from '../input/month.ts';

export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;
export interface Apart {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before?: Row;
  readonly after?: Row;
}

const namesOf = ({ eras }: DatasetContract): string[] => eras[0]?.columns.map(({ name }) => name) ?? [];

/** Equal values have the same key: NaN and NaN, NULL and NULL, 0 and -0. */
const key = (row: Row, names: readonly string[]): string =>
  names.map((name) => `${typeof row[name]}:${row[name] === 0 ? 0 : String(row[name])}`).join('|');

/** Numbers before NaN before NULL, texts by their bytes. */
function order(one: Value, other: Value): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  if (typeof one === 'string' || typeof other === 'string')
    return Buffer.compare(Buffer.from(String(one)), Buffer.from(String(other)));
  if (Number.isNaN(one) || Number.isNaN(other))
    return Number(Number.isNaN(one)) - Number(Number.isNaN(other));
  return one < other ? -1 : Number(one > other);
}

/** Takes away what is in both, row by row, by looking through all of them. */
function withoutEqual(names: readonly string[], before: readonly Row[], after: readonly Row[]) {
  const left = new Map<string, Row[]>();
  for (const row of before) left.set(key(row, names), [...(left.get(key(row, names)) ?? []), row]);
  const added = after.filter((row) => left.get(key(row, names))?.pop() === undefined);
  return { removed: [...left.values()].flat(), added };
}

/** The definition of docs/decisions/0024-what-a-changed-row-is.md, written again without SQL. */
export function rowsApart(contract: DatasetContract, before: readonly Row[], after: readonly Row[]): Apart[] {
  const names = namesOf(contract);
  const { identifiedBy } = contract.republication;
  const others = names.filter((name) => !identifiedBy.includes(name));
  const { removed, added } = withoutEqual(names, before, after);
  const sorted = (rows: readonly Row[]): Row[] =>
    rows.toSorted((one, other) => {
      for (const name of others) {
        const by = order(one[name] ?? null, other[name] ?? null);
        if (by !== 0) return by;
      }
      return 0;
    });
  const waiting = new Map<string, Row[]>();
  for (const row of sorted(added)) {
    const identity = key(row, identifiedBy);
    waiting.set(identity, [...(waiting.get(identity) ?? []), row]);
  }
  const apart = sorted(removed).map((row): Apart => {
    const partner = waiting.get(key(row, identifiedBy))?.shift();
    return partner ? { kind: 'changed', before: row, after: partner } : { kind: 'removed', before: row };
  });
  return [...apart, ...[...waiting.values()].flat().map((row): Apart => ({ kind: 'added', after: row }))];
}

/** What is summed: cents of what is a number that a sum of money can hold. */
const dollars = (value: Value | undefined): number | null =>
  typeof value === 'number' && Math.abs(value) < 1e15 ? value : null;

function sum(values: readonly (number | null)[]): number | null {
  const numbers = values.filter((value) => value !== null);
  return numbers.length === 0 ? null : numbers.reduce((total, value) => total + value, 0);
}

const countApart = (rows: readonly Apart[]) => ({
  added: rows.filter(({ kind }) => kind === 'added').length,
  removed: rows.filter(({ kind }) => kind === 'removed').length,
  changed: rows.filter(({ kind }) => kind === 'changed').length,
});

function by(name: string, rows: readonly Apart[], read: (row: Row) => Value) {
  const groups = new Map<Value, Apart[]>();
  for (const apart of rows) {
    const value = read((apart.after ?? apart.before) as Row);
    groups.set(value, [...(groups.get(value) ?? []), apart]);
  }
  return [...groups]
    .sort(([one], [other]) => order(one, other))
    .map(([value, group]) => ({ [name]: value, ...countApart(group) }));
}

/** The members of a PublicationDiff that are counted from rows. */
export function summaryOf(
  contract: DatasetContract,
  month: SourceMonth,
  apart: readonly Apart[],
  before: readonly Row[],
  after: readonly Row[],
) {
  const { identifiedBy, money, zone = '' } = contract.republication;
  const changed = apart.filter(({ kind }) => kind === 'changed');
  const by_column = namesOf(contract)
    .filter((name) => !identifiedBy.includes(name))
    .map((column) => {
      const rows = changed.filter(
        (each) => key(each.before as Row, [column]) !== key(each.after as Row, [column]),
      );
      const gained = rows.map(
        (each) => (dollars(each.after?.[column]) ?? 0) - (dollars(each.before?.[column]) ?? 0),
      );
      return { column, rows: rows.length, money: money.includes(column) ? sum(gained) : null };
    })
    .filter(({ rows }) => rows > 0)
    .sort((one, other) => other.rows - one.rows || (one.column < other.column ? -1 : 1));
  const day = ({ left_at }: Row): Value =>
    typeof left_at === 'string' && left_at.startsWith(month) ? left_at.slice(0, 10) : null;
  const zoneOf = (row: Row): Value =>
    Number(row[zone]) >= 1 && Number(row[zone]) <= 265 ? Number(row[zone]) : null;
  return {
    rows: [countApart(apart)],
    by_column,
    by_day: by('day', apart, day),
    by_zone: by('zone', apart, zoneOf),
    money: money.map((column) => {
      const [old, now] = [before, after].map((rows) => sum(rows.map((row) => dollars(row[column]))));
      return { column, before: old ?? null, after: now ?? null, difference: (now ?? 0) - (old ?? 0) };
    }),
  };
}
