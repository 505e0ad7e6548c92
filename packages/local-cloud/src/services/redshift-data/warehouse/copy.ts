import { readFile, stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Caller, Kernel } from '../../../service.ts';
import { SqlError } from '../failure.ts';
import type { CopyOptions } from '../sql/statement.ts';

interface ManifestEntry {
  readonly url?: string;
  readonly mandatory?: boolean;
  readonly meta?: { readonly content_length?: number };
}

interface File {
  readonly url: string;
  readonly path: string;
}

/**
 * Parquet types (as DuckDB names them) that COPY takes for a column type. Columnar COPY converts nothing:
 * "COPY from columnar data formats", Amazon Redshift developer guide.
 */
const TAKEN: Readonly<Record<string, readonly string[]>> = {
  SMALLINT: ['SMALLINT', 'TINYINT'],
  INTEGER: ['INTEGER', 'SMALLINT', 'TINYINT'],
  BIGINT: ['BIGINT'],
  FLOAT: ['FLOAT'],
  DOUBLE: ['DOUBLE'],
  BOOLEAN: ['BOOLEAN'],
  DATE: ['DATE'],
  TIMESTAMP: ['TIMESTAMP'],
  VARCHAR: ['VARCHAR'],
};

const parsed = (url: string): { bucket: string; key: string } => {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(url) ?? [];
  return { bucket, key };
};

/** Reads S3 as the COPY role, as Redshift does. */
class CopyReader {
  readonly #kernel: Kernel;
  readonly #role: Caller;

  constructor(kernel: Kernel, roleArn: string) {
    this.#kernel = kernel;
    const credentials = kernel.assumeRole(
      roleArn,
      'RedshiftIamRoleSession',
      'redshift-serverless.amazonaws.com',
    );
    this.#role = kernel.callerOf(credentials);
    kernel.revoke(credentials);
  }

  #allowed(action: string, resource: string, context?: Record<string, string>): void {
    try {
      this.#kernel.authorize(this.#role, action, resource, context);
    } catch (error) {
      throw new SqlError(
        `S3ServiceException:Access Denied,Status 403,Error AccessDenied: ${(error as Error).message}`,
      );
    }
  }

  async path(url: string): Promise<string | undefined> {
    const { bucket, key } = parsed(url);
    this.#allowed('s3:GetObject', `arn:aws:s3:::${bucket}/${key}`);
    const { s3 } = this.#kernel.peers;
    if (!s3?.bucketExists(bucket))
      throw new SqlError(
        `S3ServiceException:The specified bucket does not exist,Status 404,Error NoSuchBucket: ${bucket}`,
      );
    return s3.objectPath(bucket, key);
  }

  async below(url: string): Promise<string[]> {
    const { bucket, key } = parsed(url);
    this.#allowed('s3:ListBucket', `arn:aws:s3:::${bucket}`, { 's3:prefix': key });
    const objects = (await this.#kernel.peers.s3?.list(bucket, key)) ?? [];
    return objects.filter(({ size }) => size > 0).map((object) => `s3://${bucket}/${object.key}`);
  }
}

async function fromManifest(reader: CopyReader, url: string): Promise<File[]> {
  const path = await reader.path(url);
  if (path === undefined) throw new SqlError(`The specified S3 prefix '${parsed(url).key}' does not exist`);
  const { entries } = JSON.parse(await readFile(path, 'utf8')) as { entries?: readonly ManifestEntry[] };
  if (!entries) throw new SqlError(`Invalid manifest ${url}: it has no entries`);
  const files: File[] = [];
  for (const { url: entry, mandatory = false, meta } of entries) {
    if (entry === undefined) throw new SqlError(`Invalid manifest ${url}: an entry has no url`);
    const length = meta?.content_length;
    if (length === undefined)
      throw new SqlError(
        `COPY with MANIFEST parameter requires full path of an S3 object and meta.content_length: ${entry}`,
      );
    const file = await reader.path(entry);
    if (file === undefined && mandatory)
      throw new SqlError(`Problem reading manifest file - S3 file ${entry} is mandatory and does not exist`);
    if (file === undefined) continue;
    const { size } = await stat(file);
    if (size !== length)
      throw new SqlError(`File ${entry} has ${size} bytes, and the manifest's content_length is ${length}`);
    files.push({ url: entry, path: file });
  }
  return files;
}

async function fromPrefix(reader: CopyReader, url: string): Promise<File[]> {
  const files: File[] = [];
  for (const object of await reader.below(url)) {
    const path = await reader.path(object);
    if (path !== undefined) files.push({ url: object, path });
  }
  if (files.length === 0) throw new SqlError(`The specified S3 prefix '${parsed(url).key}' does not exist`);
  return files;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

async function described(
  connection: DuckDBConnection,
  sql: string,
): Promise<{ name: string; type: string }[]> {
  const rows = (await connection.runAndReadAll(`DESCRIBE ${sql}`)).getRows();
  return rows.map(([name, type]) => ({ name: String(name), type: String(type) }));
}

/** Types must agree column by column, in order: columnar COPY is positional. */
async function checkTypes(
  connection: DuckDBConnection,
  table: string,
  columns: string[] | undefined,
  file: File,
): Promise<void> {
  const all = await described(connection, `SELECT * FROM main."${table}"`);
  const target =
    columns === undefined
      ? all
      : columns.map((name) => all.find((column) => column.name === name) ?? { name, type: '' });
  const unknown = target.find(({ type }) => type === '');
  if (unknown) throw new SqlError(`column "${unknown.name}" of relation "${table}" does not exist`);
  const source = await described(connection, `SELECT * FROM read_parquet(${quoted(file.path)})`);
  if (source.length !== target.length) {
    throw new SqlError(
      `Unmatched number of columns between table and file. Table columns: ${target.length}, Data columns: ${source.length}, File name: ${file.url}`,
    );
  }
  for (const [index, column] of target.entries()) {
    const found = source[index] ?? { name: '', type: '' };
    const taken = TAKEN[column.type] ?? (column.type.startsWith('DECIMAL') ? [column.type] : []);
    if (!taken.includes(found.type)) {
      throw new SqlError(
        `Spectrum Scan Error. File '${file.url}' has an incompatible Parquet schema for column '${column.name}'. Column type: ${column.type}, Parquet schema: ${found.type} ${found.name}`,
      );
    }
  }
}

/** Runs a COPY; gives the number of rows that it loaded. */
export async function runCopy(
  kernel: Kernel,
  connection: DuckDBConnection,
  table: string,
  options: CopyOptions,
  roles: readonly string[],
  defaultRole: string | undefined,
): Promise<number> {
  const role = options.iamRole === 'default' ? defaultRole : options.iamRole;
  if (role === undefined || !roles.includes(role))
    throw new SqlError(
      `User arn:aws:redshift is not authorized to assume IAM Role ${role ?? 'default'}: it is not associated with the namespace`,
    );
  const reader = new CopyReader(kernel, role);
  const files = await (options.manifest
    ? fromManifest(reader, options.from)
    : fromPrefix(reader, options.from));
  for (const file of files) await checkTypes(connection, table, options.columns, file);
  if (files.length === 0) return 0;
  const list = files.map(({ path }) => quoted(path)).join(', ');
  const columns =
    options.columns === undefined ? '' : ` (${options.columns.map((name) => `"${name}"`).join(', ')})`;
  const result = await connection.run(
    `INSERT INTO main."${table}"${columns} SELECT * FROM read_parquet([${list}])`,
  );
  return result.rowsChanged;
}
