import type { DuckDBConnection } from '@duckdb/node-api';
import type { Kernel } from '../../../../kernel/kernel.ts';
import { inRedshiftsWords, SqlError } from '../../failure.ts';
import type { CopyOptions } from '../../sql/statement.ts';
import type { Relation } from '../relations.ts';
import { type CopyFile, filesBelow, filesOfManifest } from './files.ts';
import { type NamespaceRoles, S3Role } from './s3-role.ts';
import { mismatch, type TypedColumn, takes } from './types.ts';

/** What a COPY did, for SYS_LOAD_HISTORY. */
export interface Load {
  readonly table: string;
  readonly source: string;
  readonly files: number;
  readonly bytes: number;
  readonly rows: number;
  readonly error?: CopyError;
}

/** A COPY failed at a file; SYS_LOAD_ERROR_DETAIL keeps the fields. */
export class CopyError extends SqlError {
  readonly file: string;
  readonly column: TypedColumn | undefined;
  constructor(message: string, file: string, column?: TypedColumn) {
    super(message);
    this.name = 'CopyError';
    this.file = file;
    this.column = column;
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const name = (text: string): string => `"${text.replaceAll('"', '""')}"`;

async function described(connection: DuckDBConnection, sql: string): Promise<TypedColumn[]> {
  const rows = (await connection.runAndReadAll(`DESCRIBE ${sql}`)).getRows();
  return rows.map(([column, type]) => ({ name: String(column), type: String(type) }));
}

/** Columns of the table that the file's columns go to, in order: columnar COPY is positional. */
async function targetOf(
  connection: DuckDBConnection,
  table: Relation,
  wanted: readonly string[] | undefined,
): Promise<TypedColumn[]> {
  const all = await described(connection, `SELECT * FROM ${table.full}`);
  return (wanted ?? all.map((column) => column.name)).map((column) => {
    const typedColumn = all.find((candidate) => candidate.name === column);
    if (!typedColumn) throw new SqlError(`column "${column}" of relation "${table.name}" does not exist`);
    return typedColumn;
  });
}

async function checkFile(
  connection: DuckDBConnection,
  target: readonly TypedColumn[],
  file: CopyFile,
): Promise<void> {
  const source = await described(connection, `SELECT * FROM read_parquet(${quoted(file.path)})`).catch(
    (error: Error) => {
      throw new CopyError(
        `Spectrum Scan Error. File '${file.url}' is not a Parquet file: ${error.message.split('\n')[0]}`,
        file.url,
      );
    },
  );
  if (source.length !== target.length)
    throw new CopyError(
      `Unmatched number of columns between table and file. Table columns: ${target.length}, Data columns: ${source.length}, File name: ${file.url}`,
      file.url,
    );
  for (const [index, column] of target.entries()) {
    const sourceColumn = source[index] as TypedColumn;
    if (!takes(column.type, sourceColumn.type))
      throw new CopyError(mismatch(column, sourceColumn, file.url), file.url, column);
  }
}

/** Texts that are too long have an error of their own in COPY, which tells both lengths. */
async function tooLong(
  target: readonly TypedColumn[],
  files: readonly CopyFile[],
  error: unknown,
): Promise<never> {
  const [, column = '', length] =
    /strlen\("?([^")]+)"?\) <= (\d+)/.exec(String((error as Error).message)) ?? [];
  if (length === undefined) throw inRedshiftsWords(error);
  const position = target.findIndex((candidate) => candidate.name === column);
  throw new CopyError(
    `Spectrum Scan Error. The length of the data column ${column} is longer than the length defined in the table. Table: ${length}, File: ${files.map(({ url }) => url).join(', ')}`,
    files[0]?.url ?? '',
    target[position],
  );
}

async function loadFiles(
  connection: DuckDBConnection,
  table: Relation,
  { columns }: CopyOptions,
  files: readonly CopyFile[],
): Promise<number> {
  const target = await targetOf(connection, table, columns);
  for (const file of files) await checkFile(connection, target, file);
  if (files.length === 0) return 0;
  const list = files.map(({ path }) => quoted(path)).join(', ');
  const into = columns === undefined ? '' : ` (${columns.map(name).join(', ')})`;
  const sql = `INSERT INTO ${table.full}${into} SELECT * FROM read_parquet([${list}])`;
  const { rowsChanged } = await connection.run(sql).catch((error: unknown) => tooLong(target, files, error));
  return rowsChanged;
}

/** Runs a COPY; `note` hears what it did, or how it failed. */
export async function runCopy(
  kernel: Kernel,
  connection: DuckDBConnection,
  table: Relation,
  options: CopyOptions,
  roles: NamespaceRoles,
  note: (load: Load) => void,
): Promise<number> {
  const role = new S3Role(kernel, roles, options.iamRole);
  let files: CopyFile[] = [];
  const load = (): Omit<Load, 'rows'> => ({
    table: table.name,
    source: options.from,
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
  });
  try {
    files = await (options.manifest ? filesOfManifest(role, options.from) : filesBelow(role, options.from));
    const rows = await loadFiles(connection, table, options, files);
    note({ ...load(), rows });
    return rows;
  } catch (error) {
    const told =
      error instanceof CopyError
        ? error
        : new CopyError(inRedshiftsWords(error).message.replace(/^ERROR: /, ''), options.from);
    note({ ...load(), rows: 0, error: told });
    throw told;
  }
}
