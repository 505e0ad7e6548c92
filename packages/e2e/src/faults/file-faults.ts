import { rm, stat, truncate, writeFile } from 'node:fs/promises';
import { fileOf, generate } from '../months.ts';
import { type Expectation, type Fault, keepsOld } from './fault.ts';
import type { Month } from './world.ts';

const path = ({ world, month, dataset }: Month): string => fileOf(world.published, month, dataset);
const repaired = (month: Month): Promise<unknown> => month.publishLater();

/** A publication that is wrong, and repaired later by another one. */
const file = (what: string, spoil: (month: Month) => Promise<unknown>, expect: Expectation): Fault => ({
  what,
  act: async (month) => {
    await spoil(month);
    return month.run();
  },
  expect,
  heal: repaired,
});

/** `{broken}` stands for what makes the month's rows break a rule. */
const selected = (what: string, select: string, cause: RegExp): Fault =>
  file(
    what,
    (month) =>
      month.world.publish(
        month,
        select.replace('{broken}', month.trips.broken),
        new Date('2025-04-01T12:00:00Z'),
      ),
    keepsOld(cause),
  );

/** Faults in what is published. */
export const fileFaults: readonly Fault[] = [
  file(
    'a truncated file',
    async (month) => truncate(path(month), (await stat(path(month))).size - 500),
    keepsOld(/SourceFileInvalid: .*truncated/s),
  ),
  file('an empty file', (month) => writeFile(path(month), ''), keepsOld(/SourceFileInvalid: .*is empty/s)),
  file(
    'an HTML page in the place of the file',
    (month) => writeFile(path(month), '<!DOCTYPE html><html><body>Service moved</body></html>'),
    keepsOld(/SourceFileInvalid: .*is HTML/s),
  ),
  selected('a file without rows', 'SELECT * FROM {rows} LIMIT 0', /SourceFileInvalid: .*without rows/s),
  {
    ...selected(
      'a month of which every row is rejected',
      'SELECT * REPLACE ({broken}) FROM {rows}',
      /QuarantineLimitExceeded: .*500 of 500 rows \(100\.00%\)/s,
    ),
    engines: ['duckdb', 'spark'],
  },
  {
    what: 'a month of which every row is rejected, and somebody accepts it',
    act: async (month) => {
      const all = `SELECT * REPLACE (${month.trips.broken}) FROM {rows}`;
      await month.world.publish(month, all, new Date('2025-04-01T12:00:00Z'));
      return month.run('--accept-quarantine');
    },
    expect: { code: 0, table: 'none', loads: 1 },
    heal: repaired,
  },
  selected(
    'an unknown column',
    'SELECT *, 1.5::DOUBLE AS request_fee FROM {rows}',
    /SourceSchemaError: .*column request_fee: expected none, found DOUBLE/s,
  ),
  {
    ...selected(
      'a missing column',
      'SELECT * EXCLUDE (tip_amount) FROM {rows}',
      /SourceSchemaError: .*column tip_amount: expected DOUBLE, found none/s,
    ),
    dataset: 'yellow',
  },
  {
    ...selected(
      'a retyped column',
      'SELECT * REPLACE (fare_amount::VARCHAR AS fare_amount) FROM {rows}',
      /SourceSchemaError: .*column fare_amount: expected DOUBLE, found STRING/s,
    ),
    dataset: 'yellow',
  },
  {
    ...selected(
      'a passenger_count of 2.5',
      'SELECT * REPLACE (2.5::DOUBLE AS passenger_count) FROM {rows}',
      /SourceSchemaError: .*column passenger_count: expected whole numbers.*2\.5/s,
    ),
    dataset: 'yellow',
  },
  file(
    'a generated file where a real one is loaded',
    async (month) => {
      await rm(path(month));
      await generate(month.world.published, month.month, 300, [], month.dataset);
    },
    keepsOld(/GeneratedNotAllowed/),
  ),
];
