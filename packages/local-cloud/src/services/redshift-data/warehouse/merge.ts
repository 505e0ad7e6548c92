import type { DuckDBConnection } from '@duckdb/node-api';
import { SqlError } from '../failure.ts';
import { readTree } from '../sql/read-tree.ts';
import type { SessionValues } from '../sql/rewrite.ts';
import { made, type Token } from '../sql/tokens.ts';
import { branch } from '../sql/tree.ts';
import { treeInDuckDb } from './transform.ts';

/** Throws where a row of the target meets several rows of the source: Redshift refuses what DuckDB would do twice. */
export async function refuseSeveralMatches(
  connection: DuckDBConnection,
  table: string,
  tokens: readonly Token[],
  session: SessionValues,
): Promise<void> {
  const nodes = readTree(tokens);
  const [using = -1, on = -1, when = -1] = ['USING', 'ON', 'WHEN'].map((word) =>
    nodes.findIndex(({ upper }) => upper === word),
  );
  if (using < 0 || on < 0) throw new SqlError('syntax error in MERGE');
  const quoted = `"${table}"`;
  const query = [
    ...made(`SELECT 1 FROM ${quoted} JOIN`),
    ...nodes.slice(using + 1, on + 1),
    branch('group', nodes.slice(on + 1, when)),
    ...made(`GROUP BY ${quoted}.rowid HAVING COUNT(*) > 1 LIMIT 1`),
  ];
  const reader = await connection.runAndReadAll(await treeInDuckDb(connection, query, session));
  if (reader.getRows().length > 0) throw new SqlError('Found multiple matches to update the same tuple.');
}
