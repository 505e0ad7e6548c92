/** A system view of Redshift that lies in the warehouse file. */
export interface SystemView {
  /** What stands for it in DuckDB's SQL. */
  readonly source: string;
  /** Its columns that are served. */
  readonly columns: string;
}

const view = (name: string, columns: string): SystemView => ({ source: `"local_cloud"."${name}"`, columns });

const COLUMNS =
  'table_catalog, table_schema, table_name, column_name, ordinal_position, column_default, is_nullable, data_type, character_maximum_length, numeric_precision, numeric_scale';
const TABLES = 'table_catalog, table_schema, table_name, table_type';

/** System views by their names; all others are refused. */
export const SYSTEM_VIEWS: Readonly<Record<string, SystemView>> = {
  'information_schema.columns': view('svv_columns', COLUMNS),
  'information_schema.tables': view('svv_tables', TABLES),
  svv_columns: view('svv_columns', COLUMNS),
  svv_tables: view('svv_tables', TABLES),
  svv_all_columns: view('svv_columns', COLUMNS),
  svv_all_tables: view('svv_tables', TABLES),
  svv_table_info: view(
    'svv_table_info',
    'database, schema, table_id, table, diststyle, sortkey1, size, tbl_rows',
  ),
  pg_table_def: view(
    'pg_table_def',
    'schemaname, tablename, column, type, encoding, distkey, sortkey, notnull',
  ),
  pg_tables: view('pg_tables', 'schemaname, tablename, tableowner'),
  pg_views: view('pg_views', 'schemaname, viewname, viewowner'),
  sys_load_history: view(
    'sys_load_history',
    'user_id, query_id, transaction_id, session_id, database_name, status, table_name, start_time, end_time, duration, data_source, file_format, loaded_rows, loaded_bytes, source_file_count, source_file_bytes, error_count',
  ),
  sys_load_error_detail: view(
    'sys_load_error_detail',
    'user_id, query_id, transaction_id, session_id, database_name, table_id, start_time, file_name, line_number, column_name, column_type, error_code, error_message',
  ),
  stl_load_errors: view(
    'stl_load_errors',
    'query, starttime, filename, line_number, colname, type, err_code, err_reason',
  ),
};

/** DuckDB's name of a system view that a statement names with or without a schema. */
export function systemView(schema: string | undefined, name: string): string | undefined {
  if (schema === undefined) return SYSTEM_VIEWS[name]?.source;
  return (SYSTEM_VIEWS[`${schema}.${name}`] ?? (schema === 'pg_catalog' ? SYSTEM_VIEWS[name] : undefined))
    ?.source;
}
