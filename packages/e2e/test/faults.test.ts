import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { openLineageProblems } from '@tlc-elt/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lineage, writtenBy } from '../src/faults/lineage.ts';
import { CALENDAR, type DatasetFault, faults } from '../src/faults/table.ts';
import { type Month, type Ran, World } from '../src/faults/world.ts';
import type { Fingerprint } from '../src/table.ts';
import { made, type TriedDataset, triedDatasets } from '../src/trips.ts';

type Engine = 'duckdb' | 'spark';

/** Every fault has a month of its own, one after another in its dataset; those of the calendar a December. */
const monthAt = (dataset: TriedDataset, index: number): string =>
  `${made[dataset].firstYear + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
/** Some of the faults, for the one who works on them. */
const ONLY = new RegExp(process.env.FAULT ?? '');
const isDecember = (index: number): boolean => index % 12 === 11;

interface Row {
  readonly fault: DatasetFault;
  readonly month: string;
}

const rowsFor = (engine: Engine): Row[] => triedDatasets.flatMap((dataset) => rowsOf(engine, dataset));

function rowsOf(engine: Engine, dataset: TriedDataset): Row[] {
  const of = (calendar: boolean): DatasetFault[] =>
    Object.entries(faults)
      .filter(([group]) => (group === CALENDAR) === calendar)
      .flatMap(([, found]) => found.filter((fault) => fault.dataset === dataset))
      .filter(({ engines = ['duckdb'] }) => engines.includes(engine))
      .filter(({ what }) => ONLY.test(what));
  const [usual, decembers] = [of(false), of(true)];
  const rows: Row[] = [];
  for (let index = 0; usual.length + decembers.length > 0; index += 1) {
    const from = isDecember(index) && decembers.length > 0 ? decembers : usual;
    const fault = from.shift() ?? decembers.shift();
    if (fault) rows.push({ fault, month: monthAt(dataset, index) });
  }
  return rows;
}

interface Outcome {
  readonly code: number | null;
  readonly cause: string | null;
  readonly table: Fingerprint | undefined;
  readonly loads: number;
  readonly verified: unknown;
}

async function outcomeOf(month: Month, ran: Ran, before: number): Promise<Outcome> {
  const [table, loads, verified] = await Promise.all([month.table(), month.loads(), month.verified()]);
  return {
    code: ran.code,
    cause: ran.cause,
    table,
    loads: loads.length - before,
    verified: [verified?.status, verified?.problems],
  };
}

const oneOf = (loads: number | readonly number[]): unknown =>
  typeof loads === 'number' ? loads : expect.toSatisfy((found: number) => loads.includes(found));

async function meets({ fault, month: name }: Row, world: World, old: Fingerprint | undefined): Promise<void> {
  const month = world.month(name, fault.dataset);
  const { length: before } = await month.loads();
  const published = await month.publishNew();
  const { code, cause, table, loads, needless = 0 } = fault.expect;
  const ran = await fault.act(month);
  const tables = { old, new: month.first ?? published, latest: month.latest, none: undefined };
  expect(await outcomeOf(month, ran, before)).toEqual({
    code,
    cause: cause === undefined ? null : expect.stringMatching(cause),
    table: tables[table],
    loads: oneOf(loads),
    verified: ['ok', []],
  });
  await fault.also?.(month, ran);
  month.heal();
  await fault.heal?.(month);
  const between = await month.loads();
  const isLoaded = isDeepStrictEqual(await month.table(), month.latest);
  expect(await outcomeOf(month, await month.run(), between.length)).toEqual({
    code: 0,
    cause: null,
    table: month.latest,
    loads: oneOf(isLoaded ? needless : 1),
    verified: ['ok', []],
  });
  expect((await month.loads()).at(-1)?.loaded_rows).toBe(month.latest?.rows);
}

function suite(engine: Engine): void {
  const rows = rowsFor(engine);
  const old = new Map<Row, Fingerprint | undefined>();
  let world: World;
  beforeAll(async () => {
    world = await World.create();
    for (const row of rows) old.set(row, await world.month(row.month, row.fault.dataset).publishOld());
  });
  afterAll(() => world?.remove());

  test('the first publications, eight at once', { timeout: 600_000 }, async () => {
    for (const dataset of triedDatasets) {
      const months = rows.filter(({ fault }) => fault.dataset === dataset).map(({ month }) => month);
      if (months.length > 0) await world.loadAll(dataset, months.sort());
    }
    for (const row of rows)
      expect(await world.month(row.month, row.fault.dataset).table()).toEqual(old.get(row));
    if (engine !== 'duckdb') await world.restart(engine);
  });

  describe.concurrent('each fault', () => {
    test.for(rows)('$fault.what ($fault.dataset $month)', { timeout: 300_000 }, (row) =>
      meets(row, world, old.get(row)),
    );
  });

  test('every run of them tells its lineage as OpenLineage has it, with the rows of the ledger', {
    timeout: 600_000,
  }, async () => {
    const told = await Promise.all(
      triedDatasets.map((dataset) => {
        const months = rows.filter(({ fault }) => fault.dataset === dataset).map(({ month }) => month);
        return months.length === 0 ? new Lineage([]) : Lineage.of(world, dataset, months);
      }),
    );
    const lineage = new Lineage(told.flatMap(({ events }) => events));
    const found = openLineageProblems(lineage.events.map((event) => JSON.stringify(event)).join('\n'));
    expect(found).toEqual({ events: lineage.events.length, problems: [] });
    for (const { fault, month } of rows) {
      const { cause } = fault.expect;
      const runs = lineage.runsOf(fault.dataset, month);
      expect(runs.length).toBeGreaterThan(1);
      expect(runs.map(({ ends }) => ends.length)).toEqual(runs.map(() => 1));
      expect(runs.map(({ written }) => written)).toEqual(await writtenBy(world, fault.dataset, month, runs));
      if (cause) expect(runs.flatMap(({ message }) => message ?? []).join('\n')).toMatch(cause);
    }
  });
}

// Processes are found in /proc, and prlimit fills a job's disk.
describe.skipIf(!existsSync('/proc/self/cmdline'))('the pipeline meets', () => {
  for (const engine of ['duckdb', 'spark'] as const)
    if (rowsFor(engine).length > 0) describe(`with ${engine}`, () => suite(engine));
});
