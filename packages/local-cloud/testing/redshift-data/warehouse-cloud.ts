import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchExecuteStatementCommand,
  DescribeStatementCommand,
  type DescribeStatementCommandOutput,
  ExecuteStatementCommand,
  type Field,
  GetStatementResultCommand,
  RedshiftDataClient,
  type SqlParameter,
} from '@aws-sdk/client-redshift-data';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Credentials } from '../../src/aws/call.ts';
import type { Cloud } from '../../src/cloud.ts';
import { cloudIn } from '../template-cloud.ts';
import { TEMPLATE } from './template.ts';

export const DATABASE = 'dw';
export const WORKGROUP = 'analytics-wg';
const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';
export const COPY_ROLE = `arn:aws:iam::${ACCOUNT}:role/copy-role`;

/** A field as a plain value: what a test compares. */
export function plain(field: Field): unknown {
  if (field.isNull) return null;
  return field.stringValue ?? field.longValue ?? field.doubleValue ?? field.booleanValue;
}

/** One caller's Data API. */
export class Client {
  readonly api: RedshiftDataClient;

  constructor(endpoint: string, credentials: Credentials) {
    this.api = new RedshiftDataClient({ endpoint, region: REGION, credentials, maxAttempts: 1 });
  }

  /** Submits one statement and waits for its end. */
  async run(
    Sql: string,
    more: { Parameters?: SqlParameter[]; SessionId?: string } = {},
  ): Promise<DescribeStatementCommandOutput> {
    const place = more.SessionId === undefined ? { Database: DATABASE, WorkgroupName: WORKGROUP } : {};
    const { Id } = await this.api.send(
      new ExecuteStatementCommand({ ...place, Sql, WaitTimeSeconds: 30, ...more }),
    );
    return this.end(Id);
  }

  async batch(Sqls: string[]): Promise<DescribeStatementCommandOutput> {
    const { Id } = await this.api.send(
      new BatchExecuteStatementCommand({ Database: DATABASE, WorkgroupName: WORKGROUP, Sqls }),
    );
    return this.end(Id);
  }

  /** The statement once it is over. */
  async end(Id: string | undefined): Promise<DescribeStatementCommandOutput> {
    for (;;) {
      const now = await this.api.send(new DescribeStatementCommand({ Id, WaitTimeSeconds: 30 }));
      if (now.Status === 'FINISHED' || now.Status === 'FAILED' || now.Status === 'ABORTED') return now;
    }
  }

  /** Rows of a query as plain values; throws the statement's error. */
  async rows(
    sql: string,
    more: { Parameters?: SqlParameter[]; SessionId?: string } = {},
  ): Promise<unknown[][]> {
    const { Id, Status, Error: error } = await this.run(sql, more);
    if (Status !== 'FINISHED') throw new Error(error);
    return this.result(Id);
  }

  async result(Id: string | undefined): Promise<unknown[][]> {
    const rows: unknown[][] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.api.send(
        new GetStatementResultCommand({ Id, ...(NextToken === undefined ? {} : { NextToken }) }),
      );
      rows.push(...(page.Records ?? []).map((record) => record.map(plain)));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return rows;
  }

  /** The error of a statement that must fail. */
  async failure(sql: string): Promise<string> {
    const { Status, Error: error } = await this.run(sql);
    if (Status !== 'FAILED') throw new Error(`${sql} ended ${Status} and should have failed`);
    return error ?? '';
  }
}

/** A whole local cloud with one warehouse, in a temporary folder. */
export class WarehouseCloud {
  readonly directory: string;
  readonly cloud: Cloud;
  readonly #clients: Client[] = [];
  readonly #s3: S3Client;

  private constructor(directory: string, cloud: Cloud) {
    this.directory = directory;
    this.cloud = cloud;
    const credentials = cloud.kernel.keys.operator();
    this.#s3 = new S3Client({ endpoint: cloud.endpoint, region: REGION, credentials, forcePathStyle: true });
  }

  static async start(directory = mkdtempSync(join(tmpdir(), 'warehouse-'))): Promise<WarehouseCloud> {
    const assembly = join(directory, 'assembly');
    mkdirSync(assembly, { recursive: true });
    writeFileSync(join(assembly, 'warehouse.template.json'), JSON.stringify(TEMPLATE));
    const { cloud } = await cloudIn(directory);
    return new WarehouseCloud(directory, cloud);
  }

  /** The operator: an administrator of AWS, and the database user `IAM:local`. */
  operator(): Client {
    return this.#client(this.cloud.kernel.keys.operator());
  }

  /** A session of a role of the template. */
  as(role: string, session = 'session'): Client {
    return this.#client(this.credentials(role, session));
  }

  credentials(role: string, session = 'session'): Credentials {
    return this.cloud.kernel.assumeRole(
      `arn:aws:iam::${ACCOUNT}:role/${role}`,
      session,
      'glue.amazonaws.com',
      `arn:aws:glue:us-east-1:${ACCOUNT}:job/test`,
    );
  }

  #client(credentials: Credentials): Client {
    const client = new Client(this.cloud.endpoint, credentials);
    this.#clients.push(client);
    return client;
  }

  /** Puts an object into the bucket `lake`. */
  async put(key: string, body: Uint8Array | string): Promise<void> {
    await this.#s3.send(new PutObjectCommand({ Bucket: 'lake', Key: key, Body: body }));
  }

  /** Puts a COPY manifest of objects with their sizes. */
  async manifest(key: string, files: { key: string; bytes: number; mandatory?: boolean }[]): Promise<void> {
    const entries = files.map(({ key: file, bytes, mandatory = true }) => ({
      url: `s3://lake/${file}`,
      mandatory,
      meta: { content_length: bytes },
    }));
    await this.put(key, JSON.stringify({ entries }));
  }

  get warehouseFile(): string {
    return join(this.directory, 'state', 'redshift-data', 'analytics.duckdb');
  }

  async stop({ keep = false } = {}): Promise<void> {
    for (const client of this.#clients) client.api.destroy();
    this.#s3.destroy();
    await this.cloud.stop();
    if (!keep) rmSync(this.directory, { recursive: true, force: true });
  }
}
