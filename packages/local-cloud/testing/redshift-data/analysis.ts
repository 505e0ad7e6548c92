import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { parseStatement } from '../../src/services/redshift-data/sql/parse.ts';
import { analysed } from '../../src/services/redshift-data/warehouse/analysis.ts';
import { catalogOf } from '../../src/services/redshift-data/warehouse/catalog.ts';
import { MACROS } from '../../src/services/redshift-data/warehouse/macros.ts';
import { Relations } from '../../src/services/redshift-data/warehouse/relations.ts';
import { treeInDuckDb } from '../../src/services/redshift-data/warehouse/transform.ts';

const SESSION = { user: 'u', database: 'd', lastCopyCount: 0 };

/** All that is done with a query before it runs. */
export interface Analyst {
  readonly connection: DuckDBConnection;
  /** The query in DuckDB's SQL; throws where it is refused. */
  duckdbSql(sql: string): Promise<string>;
}

export async function analyst(): Promise<Analyst> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  for (const sql of [...catalogOf('d'), ...MACROS]) await connection.run(sql);
  const relations = await Relations.of(connection);
  const duckdbSql = async (sql: string): Promise<string> =>
    treeInDuckDb(connection, analysed(parseStatement(sql), relations).nodes, SESSION);
  return { connection, duckdbSql };
}
