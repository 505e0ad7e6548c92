import type { DuckDBConnection } from '@duckdb/node-api';
import type { SessionValues } from '../sql/rewrite.ts';
import { made } from '../sql/tokens.ts';
import { isBranch, type Node } from '../sql/tree.ts';
import { treeInDuckDb } from './transform.ts';

/** Rows that an UPDATE … FROM changes: DuckDB counts a row once for each row that it meets. None without FROM. */
export async function rowsToUpdate(
  connection: DuckDBConnection,
  nodes: readonly Node[],
  session: SessionValues,
): Promise<number | undefined> {
  const [set = -1, from = -1] = ['SET', 'FROM'].map((word) => nodes.findIndex(({ upper }) => upper === word));
  const target = nodes.slice(1, set);
  const name = target.at(-1);
  if (from < set || !name) return undefined;
  const alias = isBranch(name) ? name.nodes.slice(-1) : [name];
  const query = [
    ...made('SELECT COUNT(DISTINCT'),
    ...alias,
    ...made('.rowid) FROM'),
    ...target,
    ...made(','),
    ...nodes.slice(from + 1),
  ];
  const reader = await connection.runAndReadAll(await treeInDuckDb(connection, query, session));
  return Number(reader.getRows()[0]?.[0]);
}
