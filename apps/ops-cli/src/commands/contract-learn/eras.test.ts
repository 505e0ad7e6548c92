import { type Dataset, datasets, monthsBetween, type SourceType, sourceMonth } from '@tlc-elt/contracts';
import known from '@tlc-elt/contracts/known-footers' with { type: 'json' };
import { describe, expect, test } from 'vitest';
import { judgeSchema } from '../contract-check/judge-schema.ts';
import { erasOf, type MonthColumns } from './eras.ts';
import { patchOf } from './patch.ts';
import type { MonthSeen } from './read-month.ts';

interface Change {
  readonly from: string;
  readonly era?: string;
  readonly changes: Readonly<Record<string, string | null>>;
}
const all = known.datasets as unknown as Readonly<Record<Dataset, readonly Change[]>>;
/** Columns that are INT32 with values: of the others that type means a month without any. */
const WHOLE = ['VendorID', 'PULocationID', 'DOLocationID'];

/** The columns of every month that is known. */
function monthsOf(changes: readonly Change[]): MonthColumns[] {
  let columns: Record<string, string | null> = {};
  const [first] = changes as [Change];
  return monthsBetween(sourceMonth(first.from), sourceMonth(known.last)).map((month) => {
    columns = { ...columns, ...changes.find(({ from }) => from === month)?.changes };
    const there = Object.entries(columns).filter((column): column is [string, string] => column[1] !== null);
    return {
      month,
      columns: there.map(([name, type]) => ({
        name,
        type: type as SourceType,
        values: type === 'INT32' && !WHOLE.includes(name) ? 0 : 10,
      })),
    };
  });
}

const seen = ({ month, columns }: MonthColumns): MonthSeen => ({
  file: `${month}.parquet`,
  month,
  rows: 10,
  bytes: 1000,
  columns: columns.map((column) => ({
    ...column,
    different: 1,
    least: 1,
    most: 1,
    fractions: 0,
    negative: 0,
    endless: 0,
    longest: 0,
    within: { 0: 10, 1: 10, 7: 10 },
  })),
});

const spans = (eras: readonly { name: string; from: string; to?: string }[]) =>
  eras.map(({ name, from, to }) => ({ name, from, to }));

describe.each(Object.entries(all))('the known footers of %s', (dataset, changes) => {
  const contract = datasets[dataset as Dataset];
  const months = monthsOf(changes);
  const [first] = months as [MonthColumns];
  const loadable = contract.eras.filter(({ refused }) => refused === undefined);

  test('give exactly the eras of the contract, from the first known month on', () => {
    const eras = erasOf(dataset, months);
    // What was published before the first known month was not looked at: its era begins with that month here.
    const [oldest, ...later] = loadable;
    const name = erasOf(dataset, [first])[0]?.name;
    expect(spans(eras)).toEqual(spans([{ ...oldest, name, from: first.month }, ...later] as typeof eras));
    for (const [index, era] of eras.entries()) {
      const of = (columns: typeof era.columns) => columns.map((column) => column.name).sort();
      expect(of(era.columns)).toEqual(of(loadable[index]?.columns ?? []));
    }
  });

  test('fit the eras that they give, and those fit the contract: no type is made up', () => {
    const eras = erasOf(dataset, months);
    for (const { month, columns } of months) {
      const era = eras.find(({ from, to }) => from <= month && (to === undefined || month <= to));
      const learned = { ...contract, eras };
      expect(era && judgeSchema(learned, era, columns)).toEqual({ era, findings: [] });
    }
    for (const [index, era] of eras.entries())
      for (const { name, types, allNullType } of era.columns) {
        const column = loadable[index]?.columns.find((each) => each.name === name);
        expect([name, types.filter((type) => !column?.types.includes(type))]).toEqual([name, []]);
        if (allNullType) expect([name, column?.allNullType]).toEqual([name, allNullType]);
      }
  });

  test.each(changes.slice(1).flatMap(({ from, era }) => (era ? [[from, era] as const] : [])))(
    'of %s, beside the contract as it was before: the patch is era %s',
    (from, name) => {
      const at = loadable.findIndex((era) => era.name === name);
      const { to: _, ...last } = loadable[at - 1] as (typeof loadable)[number];
      const before = { ...contract, eras: [...loadable.slice(0, at - 1), last] };
      const month = months.find((one) => one.month === from) as MonthColumns;
      const { eras, sentences } = patchOf(before, [seen(month)]);
      if (eras.length === 1) {
        // Turns of types alone are taken by the era that there is.
        expect([eras[0]?.name, name]).toEqual([last.name, 'yellow-2018-07']);
        return;
      }
      const { to: __, ...whole } = loadable[at] as (typeof loadable)[number];
      expect(spans(eras)).toEqual(spans([loadable[at - 1], whole] as typeof eras));
      expect(sentences.at(-1)).toBe(`era ${last.name} ends with ${loadable[at - 1]?.to}, and ${name} begins`);
    },
  );

  test('are taken by the contract: there is no patch', () => {
    expect(patchOf(contract, months.map(seen)).eras).toEqual([]);
  });
});

test('there are all the changes that are known', () => {
  const later = Object.values(all).flatMap((changes) => changes.slice(1));
  expect(later).toHaveLength(26);
});
