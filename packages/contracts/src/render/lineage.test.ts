import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { datasets } from '../dataset/datasets.ts';
import { columnOrigins, ruleSources } from './lineage.ts';
import { acceptedSelect, missingColumns } from './select.ts';

/** Columns that an expression reads, as DuckDB's own parser sees it. */
function columnsRead(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = 'column_names' in node ? [(node.column_names as string[]).at(-1) ?? ''] : [];
  return [...own, ...Object.values(node).flatMap(columnsRead)];
}

async function parsed(sql: string) {
  const connection = await (await DuckDBInstance.create()).connect();
  const reader = await connection.runAndReadAll('SELECT json_serialize_sql(?::VARCHAR) AS tree', [sql]);
  const { node } = JSON.parse(String(reader.getRows()[0]?.[0])).statements[0];
  return node as { select_list: { alias: string }[]; where_clause: unknown };
}

const eras = Object.values(datasets).flatMap((contract) =>
  contract.eras.filter(({ refused }) => refused === undefined).map((era) => ({ contract, era })),
);

test.each(eras)('origins of $era.name are what a parser reads of its SELECT', async ({ contract, era }) => {
  const { select_list, where_clause } = await parsed(acceptedSelect(contract).replace('{source}', 'source'));
  const made = missingColumns(contract, era).map((sql) => sql.split(' AS ').at(-1));
  const origins = columnOrigins(contract, era);
  expect(origins.map(({ column, sources }) => [column, sources])).toEqual(
    select_list.map((item) => [item.alias, columnsRead(item).filter((name) => !made.includes(name))]),
  );
  const read = columnsRead(where_clause).map((name) => name.toLowerCase());
  const sources = ruleSources(contract, era).map((name) => name.toLowerCase());
  expect(sources.length).toBeGreaterThan(0);
  expect(new Set(sources)).toEqual(new Set(read));
});
