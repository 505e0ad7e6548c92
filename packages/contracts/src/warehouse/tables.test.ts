import { expect, test } from 'vitest';
import { LedgerRow } from '../artifacts/ledger.ts';
import { yellow } from '../datasets/registry.ts';
import { createTable, warehouseStatements } from '../render/ddl.ts';
import { ledgerColumns, tablesOf } from './tables.ts';

test('the ledger schema of readers names exactly the columns of the ledger table', () => {
  expect(Object.keys(LedgerRow.shape)).toEqual(ledgerColumns.map((column) => column.name));
});

test('analysts can read all tables but the lock', () => {
  const grants = warehouseStatements(yellow).filter((statement) => statement.startsWith('GRANT'));
  expect(grants).toEqual(
    ['yellow_trips', 'yellow_trips_quarantine', 'load_ledger'].map(
      (table) => `GRANT SELECT ON ${table} TO PUBLIC`,
    ),
  );
});

test('a table is created with its columns in the order of the contract', () => {
  const lock = tablesOf(yellow).at(-1);
  expect(lock && createTable(lock)).toBe(
    'CREATE TABLE IF NOT EXISTS load_lock (\n  held_by VARCHAR(64)\n) DISTSTYLE AUTO SORTKEY AUTO',
  );
});
