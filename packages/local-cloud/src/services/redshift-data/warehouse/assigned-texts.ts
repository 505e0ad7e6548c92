import type { DuckDBConnection } from '@duckdb/node-api';
import { SqlError } from '../failure.ts';
import { readTree } from '../sql/read-tree.ts';
import { nameOf, type Token, unquote } from '../sql/tokens.ts';
import { isBranch, type Node, split, tokensOf } from '../sql/tree.ts';

const FRACTION = /^\s*[+-]?(\d*\.\d*|[\d.]+e[+-]?\d+)\s*$/i;

type Assignment = readonly [column: string, value: readonly Node[] | undefined];
const lastName = (nodes: readonly Node[]): string => tokensOf(nodes).map(nameOf).at(-1) ?? '';

/** Values of INSERT … VALUES, by column. */
function inserted(nodes: readonly Node[], columns: readonly string[]): Assignment[] {
  const into = nodes[2];
  const list = isBranch(into) && into.kind === 'call' ? into.nodes[1] : undefined;
  const names = isBranch(list) ? split(list.nodes).map(lastName) : columns;
  const values = nodes.slice(nodes.findIndex(({ upper }) => upper === 'VALUES')).filter(isBranch);
  return values.flatMap((row) =>
    split(row.nodes).map((value, index): Assignment => [names[index] ?? '', value]),
  );
}

/** Values of UPDATE … SET, by column. */
const updated = (nodes: readonly Node[]): Assignment[] =>
  split(nodes.slice(nodes.findIndex(({ upper }) => upper === 'SET') + 1)).map(([column, , value]) => [
    column ? lastName([column]) : '',
    value && [value],
  ]);

/** Throws where a column of integers gets a text with a fraction: DuckDB would round it. */
export async function checkAssignedTexts(
  connection: DuckDBConnection,
  kind: 'insert' | 'update',
  table: string,
  tokens: readonly Token[],
): Promise<void> {
  if (!tokens.some((token) => token.kind === 'string' && FRACTION.test(unquote(token)))) return;
  const reader = await connection.runAndReadAll(
    'SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index',
    [table],
  );
  const types = new Map(reader.getRows().map(([name, type]) => [String(name).toLowerCase(), String(type)]));
  const nodes = readTree(tokens);
  for (const [column, [value] = []] of kind === 'insert'
    ? inserted(nodes, [...types.keys()])
    : updated(nodes))
    if (
      value?.kind === 'string' &&
      FRACTION.test(unquote(value)) &&
      /^(SMALLINT|INTEGER|BIGINT)$/.test(types.get(column) ?? '')
    )
      throw new SqlError(`invalid input syntax for integer: ${JSON.stringify(unquote(value))}`);
}
