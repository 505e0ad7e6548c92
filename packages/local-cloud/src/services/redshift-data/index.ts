import { join } from 'node:path';
import type { Call, Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { LegacyOperation, LegacyService } from '../../kernel/legacy.ts';
import { optional, required } from '../input.ts';
import { page } from '../page.ts';
import { LONGEST_WAIT_SECONDS } from './api/limits.ts';
import { Metadata } from './api/metadata.ts';
import { resultShape } from './api/results.ts';
import { Runs } from './api/runs.ts';
import { Submissions } from './api/submissions.ts';
import { ownerOf, Targets } from './api/targets.ts';
import { listedShape, statementShape } from './statements/shapes.ts';
import { isOver, type StatementRecord, StatementStore } from './statements/statement-store.ts';

/** Redshift Data API on DuckDB files, one for each namespace. */
export function createRedshiftData(kernel: Kernel): LegacyService {
  return new DataApi(kernel).service();
}

class DataApi {
  readonly #kernel: Kernel;
  readonly #store: StatementStore;
  readonly #targets: Targets;
  readonly #runs: Runs;
  readonly #submissions: Submissions;
  readonly #metadata: Metadata;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    const directory = join(kernel.dataDir('redshift-data'), 'statements');
    this.#store = new StatementStore(directory, () => kernel.clock.now().getTime());
    this.#targets = new Targets(kernel);
    this.#runs = new Runs(kernel, this.#store);
    this.#submissions = new Submissions(kernel, this.#store, this.#targets, this.#runs);
    this.#metadata = new Metadata(kernel, this.#targets);
  }

  service(): LegacyService {
    return {
      signingName: 'redshift-data',
      ownErrors: {
        InvalidNextToken: ['ValidationException', 400],
      },
      protocol: { kind: 'json', version: '1.1', targetPrefix: 'RedshiftData' },
      operations: this.#operations(),
      stop: async () => {
        await this.#runs.close();
        this.#submissions.close();
        await this.#targets.close();
      },
    };
  }

  #operations(): Record<string, LegacyOperation> {
    return {
      ExecuteStatement: (input, call) => this.#submit(input, call, [required(input, 'Sql')], false),
      BatchExecuteStatement: (input, call) => this.#submit(input, call, (input.Sqls ?? []) as string[], true),
      DescribeStatement: async (input, call) =>
        statementShape(await this.#waited(this.#owned(input, call).id, input)),
      GetStatementResult: (input, call) => this.#result(input, call, 'JSON'),
      GetStatementResultV2: (input, call) => this.#result(input, call, 'CSV'),
      ListStatements: (input, call) => this.#list(input, call),
      CancelStatement: (input, call) => this.#cancel(input, call),
      ListDatabases: (input, call) => this.#metadata.databases(input, call),
      ListSchemas: (input, call) => this.#metadata.schemas(input, call),
      ListTables: (input, call) => this.#metadata.tables(input, call),
      DescribeTable: (input, call) => this.#metadata.describe(input, call),
    };
  }

  async #submit(input: Shape, call: Call, sqls: string[], batch: boolean): Promise<Shape> {
    const record = this.#submissions.submit({ input, call, sqls, batch });
    const now = await this.#waited(record.id, input);
    return {
      Id: record.id,
      Status: now.status,
      CreatedAt: new Date(record.createdAt),
      Database: record.database,
      DbUser: record.dbUser,
      WorkgroupName: record.workgroup,
      HasResultSet: now.parts.some(({ hasResultSet }) => hasResultSet),
      ...(record.secretArn === undefined ? {} : { SecretArn: record.secretArn }),
      ...(record.sessionId === undefined ? {} : { SessionId: record.sessionId }),
    };
  }

  /** The statement, at its end where the caller waits for it (WaitTimeSeconds) and the wait is long enough. */
  async #waited(id: string, input: Shape): Promise<StatementRecord> {
    const seconds = Math.min(Number(input.WaitTimeSeconds ?? 0), LONGEST_WAIT_SECONDS);
    const until = performance.now() + seconds * 1000;
    let record = this.#existing(id);
    for (let left = seconds * 1000; left > 0 && !isOver(record.status); left = until - performance.now()) {
      await this.#store.changed(id, left);
      record = this.#existing(id);
    }
    return record;
  }

  #existing(id: string): StatementRecord {
    const record = this.#store.get(id);
    if (record) return record;
    throw new ServiceError('ResourceNotFoundException', `Query does not exist: ${id}`, 400, {
      ResourceId: id,
    });
  }

  /** Only who submitted a statement may ask for it. */
  #owned(input: Shape, { caller, operation }: Call): { readonly id: string; readonly part: number } {
    const [id = '', part = '1'] = required(input, 'Id').split(':');
    const record = this.#existing(id);
    const action = `redshift-data:${operation === 'GetStatementResultV2' ? 'GetStatementResult' : operation}`;
    this.#kernel.authorize(caller, action, '*', { 'redshift-data:statement-owner-iam-userid': record.owner });
    if (record.owner !== ownerOf(caller))
      throw new ServiceError('ResourceNotFoundException', `Query does not exist: ${id}`, 400, {
        ResourceId: id,
      });
    return { id, part: Number(part) - 1 };
  }

  async #result(input: Shape, call: Call, format: 'JSON' | 'CSV'): Promise<Shape> {
    const { id, part } = this.#owned(input, call);
    return resultShape(this.#store, await this.#waited(id, input), part, format, input.NextToken);
  }

  #list(input: Shape, { caller }: Call): Shape {
    this.#kernel.authorize(caller, 'redshift-data:ListStatements', '*');
    const status = optional(input, 'Status') ?? 'ALL';
    const roleLevel = input.RoleLevel !== false;
    const prefix = optional(input, 'StatementName') ?? '';
    const wanted = (record: StatementRecord): boolean =>
      (roleLevel ? record.role === caller.name : record.owner === ownerOf(caller)) &&
      (status === 'ALL' || record.status === status) &&
      (record.name ?? '').startsWith(prefix) &&
      (input.WorkgroupName === undefined || record.workgroup === input.WorkgroupName) &&
      (input.Database === undefined || record.database === input.Database);
    const { items, nextToken } = page(
      this.#store.all().filter(wanted),
      input.NextToken,
      Number(input.MaxResults ?? 100),
    );
    return {
      Statements: items.map(listedShape),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  }

  async #cancel(input: Shape, call: Call): Promise<Shape> {
    const { id } = this.#owned(input, call);
    const { status } = this.#existing(id);
    if (isOver(status))
      throw new ServiceError(
        'ValidationException',
        `Could not cancel a query that is already in ${status} state: ${id}`,
      );
    return { Status: await this.#runs.cancel(id) };
  }
}
