import type { DuckDBConnection } from '@duckdb/node-api';
import { SqlError } from '../failure.ts';
import type { SessionValues } from '../sql/rewrite.ts';
import { made } from '../sql/tokens.ts';
import { branch, isBranch, type Node } from '../sql/tree.ts';
import { treeInDuckDb } from './transform.ts';

/** Throws where a row of the target meets several rows of the source: Redshift refuses what DuckDB would do twice. */
export async function refuseSeveralMatches(
  connection: DuckDBConnection,
  nodes: readonly Node[],
  session: SessionValues,
): Promise<void> {
  const [using = -1, on = -1, when = -1] = ['USING', 'ON', 'WHEN'].map((word) =>
    nodes.findIndex(({ upper }) => upper === word),
  );
  if (using < 0 || on < 0) throw new SqlError('syntax error in MERGE');
  const target = nodes.slice(2, using);
  const name = target.at(-1) as Node;
  const query = [
    ...made('SELECT 1 FROM'),
    ...target,
    ...made('JOIN'),
    ...nodes.slice(using + 1, on + 1),
    branch('group', nodes.slice(on + 1, when)),
    ...made('GROUP BY'),
    ...(isBranch(name) ? name.nodes.slice(-1) : [name]),
    ...made('.rowid HAVING COUNT(*) > 1 LIMIT 1'),
  ];
  const reader = await connection.runAndReadAll(await treeInDuckDb(connection, query, session));
  if (reader.getRows().length > 0) throw new SqlError('Found multiple matches to update the same tuple.');
}
