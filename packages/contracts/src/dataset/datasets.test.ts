import { describe, expect, test } from 'vitest';
import { addMonths } from '../input/month.ts';
import { lookups } from '../lookup/lookups.ts';
import { digestSelect } from '../render/digest.ts';
import { runName } from '../run/run-name.ts';
import { MOST_TEXT_BYTES } from './accepted-types.ts';
import { BaseUrl } from './base-url.ts';
import { Dataset, datasetOf, datasets } from './datasets.ts';
import { baseUrlOf } from './publishers.ts';

test('exactly one dataset is meant where none is named', () => {
  expect(Object.values(datasets).filter(({ isDefault }) => isDefault)).toHaveLength(1);
});

test('a name without a contract is refused with those that have one', () => {
  expect(() => datasetOf('violet')).toThrow(
    expect.objectContaining({
      name: 'PipelineInputError',
      message: `there is no dataset "violet". Next: Name one of ${Dataset.options.join(', ')}; docs/adding-a-dataset.md shows how to add one.`,
    }),
  );
});

test('no table belongs to two datasets', () => {
  const tables = Object.values(datasets).flatMap(({ table, quarantineTable, lockTable }) => [
    table,
    quarantineTable,
    lockTable,
  ]);
  expect(new Set(tables).size).toBe(tables.length);
});

test('a lookup is of one publisher: a dataset of another one would bring its versions from elsewhere', () => {
  const named = Object.values(datasets).filter((contract) => contract.named !== undefined);
  for (const { lookup } of lookups) {
    const publishers = named.filter((contract) => contract.named?.lookup.lookup === lookup).map(baseUrlOf);
    expect([lookup, new Set(publishers).size]).toEqual([lookup, Math.min(1, publishers.length)]);
  }
});

describe.each(Object.entries(datasets))('the %s contract', (name, contract) => {
  const { eras, columns, rules } = contract;
  const loadable = eras.filter(({ refused }) => refused === undefined);

  test('has the name that it is registered under, which can begin the name of a run', () => {
    expect(contract.dataset).toBe(name);
    expect(runName(Dataset.parse(name), contract.firstMonth, 1)).toMatch(/^[a-z][a-z0-9_]*-\d{4}-\d{2}-r1$/);
    expect(contract.dataset.length).toBeLessThanOrEqual(32);
  });

  test('has eras that follow each other without gap or overlap, and the last one is open', () => {
    for (const [index, era] of eras.entries()) {
      const next = eras[index + 1];
      expect(era.to).toBe(next ? addMonths(next.from, -1) : undefined);
    }
    expect(eras[0]?.from).toBe(contract.firstMonth);
    expect(loadable).not.toEqual([]);
  });

  test('has in each loadable era every source column that the trips table needs', () => {
    const needed = columns.flatMap((column) => (column.optional ? [] : (column.source ?? [])));
    for (const era of loadable) {
      const names = era.columns.map((column) => column.name);
      expect(needed.filter((column) => !names.includes(column))).toEqual([]);
    }
  });

  test('has a time column of its table, one column for the source month, and rules of different names', () => {
    expect(columns.find((column) => column.name === contract.timeColumn)?.type).toBe('TIMESTAMP');
    expect(columns.filter((column) => column.source === undefined).map((column) => column.name)).toEqual([
      'source_month',
    ]);
    expect(new Set(rules.map((rule) => rule.name)).size).toBe(rules.length);
  });

  test('keeps texts in columns whose length is checked before the COPY', () => {
    const texts = columns.filter(({ source, type }) => source !== undefined && type.startsWith('VARCHAR'));
    expect(texts.filter(({ type }) => type !== `VARCHAR(${MOST_TEXT_BYTES})`)).toEqual([]);
  });

  test("has digests that fit into a statement and into the ledger's column", () => {
    // 100 KB: "Data API quotas", Amazon Redshift management guide; the load adds a comparison of each digest.
    expect(digestSelect(columns, 'redshift').length + columns.length * 500).toBeLessThan(100_000);
    const longest = {
      nulls: '9'.repeat(12),
      sum: '9'.repeat(31),
      fraction: '9'.repeat(31),
      hash: '9'.repeat(31),
    };
    const digests = Object.fromEntries(columns.map((column) => [column.name, longest]));
    expect(JSON.stringify(digests).length).toBeLessThan(16_384);
  });

  test('describes for a generated month only columns that its files have', () => {
    const known = new Set(eras.flatMap((era) => era.columns.map((column) => column.name.toLowerCase())));
    expect(Object.keys(contract.generated.columns).filter((column) => !known.has(column))).toEqual([]);
  });

  test('tells the rows of two publications apart by columns that the newest of its files have', () => {
    const { identifiedBy, zone, money } = contract.republication;
    const newest = new Map(eras.at(-1)?.columns.map((column) => [column.name, column.types]));
    const time = columns.find((column) => column.name === contract.timeColumn)?.source;
    expect(identifiedBy).toContain(time);
    expect(
      [...identifiedBy, ...money, ...(zone ? [zone] : [])].filter((column) => !newest.has(column)),
    ).toEqual([]);
    expect(money.filter((column) => newest.get(column)?.join() !== 'DOUBLE')).toEqual([]);
  });

  test('names a file and an address for each month', () => {
    if (contract.baseUrl !== undefined) expect(BaseUrl.parse(contract.baseUrl)).toBe(contract.baseUrl);
    expect(contract.fileName).toMatch(/\{month\}|\{yyyy\}.*\{mm\}/);
    expect(contract.urlPath).toMatch(/\{month\}|\{yyyy\}.*\{mm\}/);
  });
});
