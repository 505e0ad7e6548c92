import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, test } from 'vitest';
import { yellow } from '../datasets/yellow.ts';
import { sourceMonth } from '../input/month.ts';
import { createTable } from '../render/ddl.ts';
import { dataDictionary } from '../render/dictionary.ts';
import { acceptedSelect, missingColumns } from '../render/select.ts';
import { tablesOf } from '../warehouse/tables.ts';
import { type ColumnContract, type DatasetContract, type Era, eraOfMonth } from './contract.ts';

// What docs/adding-a-column.md says: an era with a new source column, and a column of the table that takes it.
const [last] = yellow.eras.slice(-1) as [Era];
const era: Era = {
  name: 'yellow-2099',
  from: sourceMonth('2099-01'),
  columns: [...last.columns, { name: 'made_up_fee', types: ['DOUBLE'], allNullType: 'INT32' }],
};
const column: ColumnContract = {
  name: 'made_up_fee',
  type: 'DOUBLE PRECISION',
  source: 'made_up_fee',
  optional: true,
  description: 'Fee of a request, US dollars.',
};
const contract: DatasetContract = {
  ...yellow,
  version: yellow.version + 1,
  eras: [...yellow.eras.slice(0, -1), { ...last, to: sourceMonth('2098-12') }, era],
  columns: [...yellow.columns, column],
};

const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
afterAll(() => connection.closeSync());

/** One accepted row of a file of the era, by the rendered SQL. */
async function acceptedRow(of: Era) {
  const values = of.columns.map(({ name, types: [type] }) => {
    const value = type === 'TIMESTAMP_MICROS' ? "TIMESTAMP '2099-01-15'" : type === 'STRING' ? "'N'" : '1';
    return `${name === 'made_up_fee' ? '2.5' : value} AS ${name}`;
  });
  const fills = missingColumns(contract, of).map((sql) => `, ${sql}`);
  const source = `(SELECT *${fills.join('')} FROM (SELECT ${values.join(', ')}))`;
  const sql = acceptedSelect(contract)
    .replace('{source}', source)
    .replaceAll('{source_month}', '2099-01')
    .replaceAll('{window_start}', '2098-12-31 00:00:00')
    .replaceAll('{window_end}', '2099-02-02 00:00:00');
  const reader = await connection.runAndReadAll(sql);
  return { names: reader.columnNames(), row: reader.getRowObjectsJson()[0] };
}

describe('a column that is added to the contract alone', () => {
  test('is filled from files of the new era, last in the row: COPY is positional', async () => {
    const { names, row } = await acceptedRow(era);
    expect(names).toEqual([...yellow.columns.map(({ name }) => name), 'made_up_fee']);
    expect(row).toMatchObject({ vendor_id: 1, source_month: '2099-01-01', made_up_fee: 2.5 });
  });

  test('is NULL for files of the eras that lack it', async () => {
    expect(missingColumns(contract, last)).toEqual(['CAST(NULL AS DOUBLE) AS made_up_fee']);
    const { row } = await acceptedRow(last);
    expect(row).toMatchObject({ vendor_id: 1, made_up_fee: null });
    expect(missingColumns(contract, era)).toEqual([]);
  });

  test('is in the DDL after source_month, and in the data dictionary', () => {
    const [trips] = tablesOf(contract);
    const ddl = trips ? createTable(trips) : '';
    expect(ddl).toMatch(/ {2}source_month DATE,\n(.+\n)* {2}made_up_fee DOUBLE PRECISION\n\)/);
    expect(dataDictionary([contract])).toContain(
      '| `made_up_fee` | DOUBLE PRECISION | `made_up_fee` | Fee of a request, US dollars. |',
    );
  });

  test('belongs to the months of its era', () => {
    const eraAt = (month: string) => eraOfMonth(contract, sourceMonth(month))?.name;
    expect([eraAt('2098-12'), eraAt('2099-01')]).toEqual([last.name, 'yellow-2099']);
  });

  test('nothing but optional columns is filled in the eras of today', () => {
    const optional = yellow.columns.flatMap((each) => (each.optional ? [` AS ${each.source}`] : []));
    const filled = yellow.eras
      .filter(({ refused }) => !refused)
      .flatMap((each) => missingColumns(yellow, each));
    expect(filled.filter((sql) => !optional.some((ending) => sql.endsWith(ending)))).toEqual([]);
  });
});
