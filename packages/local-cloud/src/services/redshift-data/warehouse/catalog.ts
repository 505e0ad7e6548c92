/** What Redshift keeps about tables and loads, and DuckDB does not: tables of the schema `local_cloud`. */
const TABLES: readonly string[] = [
  'CREATE SCHEMA IF NOT EXISTS local_cloud',
  'CREATE TABLE IF NOT EXISTS local_cloud.owners (relation VARCHAR PRIMARY KEY, owner VARCHAR)',
  'CREATE TABLE IF NOT EXISTS local_cloud.grants (relation VARCHAR, privilege VARCHAR, grantee VARCHAR)',
  // A row for each statement that made, changed or removed a permanent relation: their count tells one state from another.
  'CREATE TABLE IF NOT EXISTS local_cloud.definitions (kind VARCHAR)',
  'CREATE TABLE IF NOT EXISTS local_cloud.declared (relation VARCHAR, column_name VARCHAR, type VARCHAR, length INTEGER)',
  `CREATE TABLE IF NOT EXISTS local_cloud.loads (query_id BIGINT, statement_id VARCHAR, status VARCHAR, table_name VARCHAR,
     start_time TIMESTAMP, end_time TIMESTAMP, data_source VARCHAR, loaded_rows BIGINT, loaded_bytes BIGINT, files BIGINT)`,
  `CREATE TABLE IF NOT EXISTS local_cloud.load_errors (query_id BIGINT, start_time TIMESTAMP, table_name VARCHAR,
     file_name VARCHAR, column_name VARCHAR, column_type VARCHAR, error_code INTEGER, error_message VARCHAR)`,
];

/** DuckDB's name of a type in Redshift's catalog. */
const TYPE = `coalesce(d.type, CASE
    WHEN c.data_type = 'SMALLINT' THEN 'smallint' WHEN c.data_type = 'INTEGER' THEN 'integer'
    WHEN c.data_type = 'BIGINT' THEN 'bigint' WHEN c.data_type = 'FLOAT' THEN 'real'
    WHEN c.data_type = 'DOUBLE' THEN 'double precision' WHEN c.data_type = 'BOOLEAN' THEN 'boolean'
    WHEN c.data_type = 'DATE' THEN 'date' WHEN c.data_type = 'TIMESTAMP' THEN 'timestamp without time zone'
    WHEN c.data_type = 'TIMESTAMP WITH TIME ZONE' THEN 'timestamp with time zone'
    WHEN c.data_type = 'TIME' THEN 'time without time zone'
    WHEN c.data_type = 'VARCHAR' THEN 'character varying(65535)'
    WHEN starts_with(c.data_type, 'DECIMAL') THEN replace(lower(c.data_type), 'decimal', 'numeric')
    ELSE lower(c.data_type) END)`;

const OWN = "c.table_schema = 'main' AND c.table_catalog = current_database()";

/** The views of `sql/system-views.ts`. */
const views = (database: string): readonly string[] => {
  const name = `'${database.replaceAll("'", "''")}'`;
  const made = (view: string, query: string): string =>
    `CREATE OR REPLACE VIEW local_cloud.${view} AS ${query}`;
  return [
    made(
      'all_columns',
      `SELECT c.table_name, c.column_name, c.ordinal_position, c.column_default, c.is_nullable, ${TYPE} AS type, c.numeric_precision, c.numeric_scale, d.length
       FROM information_schema.columns c LEFT JOIN local_cloud.declared d ON d.relation = c.table_name AND d.column_name = c.column_name WHERE ${OWN}`,
    ),
    made(
      'svv_columns',
      `SELECT ${name} AS table_catalog, 'public' AS table_schema, table_name, column_name, CAST(ordinal_position AS INTEGER) AS ordinal_position, column_default, is_nullable,
         regexp_replace(type, '\\(.*\\)', '') AS data_type,
         CASE WHEN starts_with(type, 'char') THEN CAST(coalesce(length, 65535) AS INTEGER) END AS character_maximum_length,
         CASE WHEN starts_with(type, 'numeric') OR type IN ('smallint', 'integer', 'bigint') THEN CAST(CASE type WHEN 'smallint' THEN 16 WHEN 'integer' THEN 32 WHEN 'bigint' THEN 64 ELSE numeric_precision END AS INTEGER) END AS numeric_precision,
         CASE WHEN starts_with(type, 'numeric') OR type IN ('smallint', 'integer', 'bigint') THEN CAST(numeric_scale AS INTEGER) END AS numeric_scale
       FROM local_cloud.all_columns`,
    ),
    made(
      'svv_tables',
      `SELECT ${name} AS table_catalog, 'public' AS table_schema, c.table_name, CASE c.table_type WHEN 'VIEW' THEN 'VIEW' ELSE 'BASE TABLE' END AS table_type FROM information_schema.tables c WHERE ${OWN}`,
    ),
    made(
      'svv_table_info',
      `SELECT ${name} AS database, 'public' AS schema, CAST(table_oid AS BIGINT) AS table_id, table_name AS "table", 'AUTO(ALL)' AS diststyle, 'AUTO(SORTKEY)' AS sortkey1,
         CAST(greatest(1, estimated_size * column_count * 8 // 1048576) AS BIGINT) AS size, CAST(estimated_size AS DECIMAL(38,0)) AS tbl_rows
       FROM duckdb_tables() WHERE schema_name = 'main' AND database_name = current_database()`,
    ),
    made(
      'pg_table_def',
      `SELECT 'public' AS schemaname, table_name AS tablename, column_name AS "column", type, 'none' AS encoding, false AS distkey, CAST(0 AS INTEGER) AS sortkey, is_nullable = 'NO' AS "notnull" FROM local_cloud.all_columns`,
    ),
    made(
      'pg_tables',
      `SELECT 'public' AS schemaname, c.table_name AS tablename, o.owner AS tableowner FROM duckdb_tables() c LEFT JOIN local_cloud.owners o ON o.relation = c.table_name WHERE c.schema_name = 'main' AND c.database_name = current_database()`,
    ),
    made(
      'pg_views',
      `SELECT 'public' AS schemaname, c.view_name AS viewname, o.owner AS viewowner FROM duckdb_views() c LEFT JOIN local_cloud.owners o ON o.relation = c.view_name WHERE NOT c.internal AND c.schema_name = 'main' AND c.database_name = current_database()`,
    ),
    made(
      'sys_load_history',
      `SELECT CAST(100 AS INTEGER) AS user_id, query_id, query_id AS transaction_id, CAST(1 AS INTEGER) AS session_id, ${name} AS database_name, status, table_name, start_time, end_time,
         CAST(epoch_us(end_time) - epoch_us(start_time) AS BIGINT) AS duration, data_source, 'parquet' AS file_format, loaded_rows, loaded_bytes, files AS source_file_count, loaded_bytes AS source_file_bytes, CAST(0 AS BIGINT) AS error_count FROM local_cloud.loads`,
    ),
    made(
      'sys_load_error_detail',
      `SELECT CAST(100 AS INTEGER) AS user_id, query_id, query_id AS transaction_id, CAST(1 AS INTEGER) AS session_id, ${name} AS database_name, CAST(0 AS INTEGER) AS table_id, start_time, file_name, CAST(0 AS BIGINT) AS line_number, column_name, column_type, error_code, error_message FROM local_cloud.load_errors`,
    ),
    made(
      'stl_load_errors',
      `SELECT query_id AS query, start_time AS starttime, file_name AS filename, CAST(0 AS BIGINT) AS line_number, column_name AS colname, column_type AS type, error_code AS err_code, error_message AS err_reason FROM local_cloud.load_errors`,
    ),
  ];
};

/** Statements that make the catalog; each may run on a file that has it already. */
export const catalogOf = (database: string): readonly string[] => [...TABLES, ...views(database)];
