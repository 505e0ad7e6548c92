import type { DuckDBConnection } from '@duckdb/node-api';
import { SqlError } from '../failure.ts';
import type { SessionValues } from '../sql/rewrite.ts';
import { type Token, tokenize } from '../sql/tokens.ts';
import { inDuckDb } from './transform.ts';

/** Throws where a row of the target meets several rows of the source: Redshift refuses what DuckDB would do twice. */
export async function refuseSeveralMatches(
  connection: DuckDBConnection,
  table: string,
  tokens: readonly Token[],
  session: SessionValues,
): Promise<void> {
  const [using, when] = ['USING', 'WHEN'].map((word) => tokens.findIndex(({ upper }) => upper === word));
  const on = tokens.findIndex(({ upper }, index) => upper === 'ON' && index > (using ?? 0));
  if (using === undefined || when === undefined || using < 0 || on < 0)
    throw new SqlError('syntax error in MERGE');
  const quoted = `"${table}"`;
  const query = [
    ...tokenize(`SELECT COUNT(*) FROM (SELECT 1 AS one FROM ${quoted} JOIN`),
    ...tokens.slice(using + 1, on),
    ...tokenize('ON ('),
    ...tokens.slice(on + 1, when),
    ...tokenize(`) GROUP BY ${quoted}.rowid HAVING COUNT(*) > 1) several`),
  ];
  const reader = await connection.runAndReadAll(await inDuckDb(connection, query, session));
  if (Number(reader.getRows()[0]?.[0]) > 0)
    throw new SqlError('Found multiple matches to update the same tuple.');
}
