import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Resource } from '../../assembly/assembly.ts';
import {
  type Call,
  type Caller,
  type Kernel,
  NotSupported,
  type Service,
  ServiceError,
  type Shape,
} from '../../service.ts';
import { optional, page, required } from '../input.ts';
import { adminSecretArn } from '../redshift-serverless/index.ts';
import { statementShape, withParameters } from './statements/shapes.ts';
import {
  isOver,
  type StatementRecord,
  StatementStore,
  type SubStatement,
} from './statements/statement-store.ts';
import { Database } from './warehouse/database.ts';
import type { DatabaseUser } from './warehouse/permissions.ts';
import { type Outcome, Warehouse } from './warehouse/warehouse.ts';

/** Limits of "Considerations when calling the Amazon Redshift Data API". */
const LONGEST_SQL = 100 * 1024;
const MOST_STATEMENTS = 40;
const RECORDS_PER_PAGE = 1000;
const LONGEST_WAIT_SECONDS = 30;

/** Redshift Data API on DuckDB files, one for each namespace. */
export function createRedshiftData(kernel: Kernel): Service {
  return new DataApi(kernel).service();
}

interface Target {
  readonly workgroup: Resource;
  readonly namespace: Resource;
  readonly database: string;
}

class DataApi {
  readonly #kernel: Kernel;
  readonly #store: StatementStore;
  readonly #warehouses = new Map<string, Warehouse>();
  readonly #going = new Set<Promise<void>>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#store = new StatementStore(join(kernel.dataDir('redshift-data'), 'statements'), this.#now());
  }

  service(): Service {
    return {
      signingName: 'redshift-data',
      protocol: { kind: 'json', version: '1.1', targetPrefix: 'RedshiftData' },
      operations: {
        ExecuteStatement: (input, call) => this.#submit(input, call, [required(input, 'Sql')], false),
        BatchExecuteStatement: (input, call) =>
          this.#submit(input, call, (input.Sqls ?? []) as string[], true),
        DescribeStatement: async (input, call) =>
          statementShape(await this.#waited(this.#owned(input, call).id, input)),
        GetStatementResult: (input, call) => this.#result(input, call),
        ListStatements: (input, call) => this.#list(input, call),
        CancelStatement: (input, call) => this.#cancel(input, call),
      },
      stop: async () => {
        await Promise.all(this.#going);
        for (const warehouse of this.#warehouses.values()) await warehouse.close();
      },
    };
  }

  #now(): number {
    return this.#kernel.clock.now().getTime();
  }

  #target(input: Shape): Target {
    if (input.ClusterIdentifier !== undefined)
      throw new NotSupported('ClusterIdentifier (provisioned clusters)');
    if (input.SessionId !== undefined || input.SessionKeepAliveSeconds !== undefined)
      throw new NotSupported('a session of the Data API');
    const name = required(input, 'WorkgroupName');
    const database = required(input, 'Database');
    const { assembly } = this.#kernel;
    const workgroup = assembly
      .ofType('AWS::RedshiftServerless::Workgroup')
      .find(({ physicalId }) => physicalId === name);
    if (!workgroup)
      throw new ServiceError(
        'ValidationException',
        `Redshift endpoint doesn't exist in this region: workgroup ${name}`,
      );
    const namespace = assembly
      .ofType('AWS::RedshiftServerless::Namespace')
      .find(({ physicalId }) => physicalId === workgroup.properties.NamespaceName);
    if (!namespace) throw new ServiceError('ValidationException', `workgroup ${name} has no namespace`);
    return { workgroup, namespace, database };
  }

  #warehouse({ namespace, database }: Target): Warehouse {
    const id = namespace.physicalId;
    const existing = this.#warehouses.get(id);
    if (existing) return existing;
    if (database !== (namespace.properties.DbName ?? 'dev'))
      throw new ServiceError('ValidationException', `FATAL: database "${database}" does not exist`);
    const directory = this.#kernel.dataDir('redshift-data');
    const made = new Warehouse({
      kernel: this.#kernel,
      database: new Database(join(directory, `${id}.duckdb`), this.#kernel.dataDir('s3')),
      copyRoles: (namespace.properties.IamRoles as string[] | undefined) ?? [],
      defaultRole: namespace.properties.DefaultIamRoleArn as string | undefined,
    });
    this.#warehouses.set(id, made);
    return made;
  }

  /** Temporary credentials map a role to `IAMR:` and a user to `IAM:`; the admin's secret is the superuser's. */
  #user({ caller }: Call, { namespace, workgroup }: Target, secretArn: string | undefined): DatabaseUser {
    if (secretArn !== undefined) {
      if (secretArn !== adminSecretArn(namespace, this.#kernel))
        throw new ServiceError(
          'ValidationException',
          `the secret ${secretArn} is not one of the namespace ${namespace.physicalId}`,
        );
      this.#kernel.authorize(caller, 'secretsmanager:GetSecretValue', secretArn);
      return { name: String(namespace.properties.AdminUsername ?? 'admin'), superuser: true };
    }
    this.#kernel.authorize(caller, 'redshift-serverless:GetCredentials', workgroup.arn ?? '*');
    return { name: `${caller.kind === 'user' ? 'IAM' : 'IAMR'}:${caller.name}`, superuser: false };
  }

  async #submit(input: Shape, call: Call, sqls: string[], batch: boolean): Promise<Shape> {
    const target = this.#target(input);
    this.#kernel.authorize(call.caller, `redshift-data:${call.operation}`, target.workgroup.arn ?? '*');
    const secretArn = optional(input, 'SecretArn');
    const user = this.#user(call, target, secretArn);
    if (sqls.length === 0 || sqls.length > MOST_STATEMENTS)
      throw new ServiceError(
        'ValidationException',
        `a batch has 1 to ${MOST_STATEMENTS} statements, not ${sqls.length}`,
      );
    const long = sqls.find((sql) => Buffer.byteLength(sql) > LONGEST_SQL);
    if (long !== undefined)
      throw new ServiceError(
        'ValidationException',
        `Cannot exceed query statement size limit of ${LONGEST_SQL} bytes`,
      );
    const texts = sqls.map((sql) => withParameters(sql, input.Parameters));
    const owner = ownerOf(call.caller);
    const token = optional(input, 'ClientToken');
    const earlier = token === undefined ? undefined : this.#store.byToken(token, owner);
    const record =
      earlier ??
      this.#create(
        target,
        user,
        owner,
        texts,
        batch,
        {
          ...(token === undefined ? {} : { clientToken: token }),
          ...(secretArn === undefined ? {} : { secretArn }),
        },
        optional(input, 'StatementName'),
      );
    if (!earlier) this.#start(record, target, user);
    const now = await this.#waited(record.id, input);
    return {
      Id: record.id,
      Status: now.status,
      CreatedAt: new Date(record.createdAt),
      Database: record.database,
      DbUser: user.name,
      WorkgroupName: record.workgroup,
    };
  }

  #create(
    { workgroup, database }: Target,
    user: DatabaseUser,
    owner: string,
    sqls: string[],
    batch: boolean,
    more: Partial<StatementRecord>,
    name: string | undefined,
  ): StatementRecord {
    const now = this.#now();
    const parts = sqls.map(
      (sql): SubStatement => ({
        sql,
        status: 'SUBMITTED',
        hasResultSet: false,
        rows: -1,
        milliseconds: 0,
        createdAt: now,
        updatedAt: now,
      }),
    );
    const record = {
      id: randomUUID(),
      batch,
      workgroup: workgroup.physicalId,
      database,
      dbUser: user.name,
      owner,
      status: 'SUBMITTED',
      createdAt: now,
      updatedAt: now,
      milliseconds: 0,
      parts,
      ...more,
    } as const;
    return this.#store.save(name === undefined ? record : { ...record, name });
  }

  #start(record: StatementRecord, target: Target, user: DatabaseUser): void {
    const warehouse = this.#warehouse(target);
    const going = this.#run(record, warehouse, user).finally(() => this.#going.delete(going));
    this.#going.add(going);
  }

  /** Takes a statement to its end. Never rejects. */
  async #run(submitted: StatementRecord, warehouse: Warehouse, user: DatabaseUser): Promise<void> {
    const started = performance.now();
    const parts = [...submitted.parts];
    let current = 0;
    const change = (index: number, part: Partial<SubStatement>): void => {
      parts[index] = { ...(parts[index] as SubStatement), ...part, updatedAt: this.#now() };
    };
    const finish = (status: StatementRecord['status'], error?: string): void => {
      const milliseconds = performance.now() - started;
      this.#store.save({
        ...submitted,
        status,
        parts,
        milliseconds,
        updatedAt: this.#now(),
        ...(error === undefined ? {} : { error }),
      });
    };
    const onEnd = (index: number, { rows, result, milliseconds }: Outcome): void => {
      if (result) this.#store.saveResult(submitted.id, index, result);
      change(index, { status: 'FINISHED', rows, milliseconds, hasResultSet: result !== undefined });
    };
    const onStart = (index: number): void => {
      current = index;
      change(index, { status: 'STARTED' });
    };
    try {
      await warehouse.run(
        submitted.parts.map(({ sql }) => sql),
        user,
        onStart,
        onEnd,
      );
      finish('FINISHED');
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      change(current, { status: 'FAILED', error: message });
      for (let index = current + 1; index < parts.length; index += 1) change(index, { status: 'ABORTED' });
      finish('FAILED', submitted.batch ? `Query #${current + 1} failed with ${message}` : message);
    }
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
    if (!record)
      throw new ServiceError('ResourceNotFoundException', `Query does not exist: ${id}`, 400, {
        ResourceId: id,
      });
    return record;
  }

  /** Only who submitted a statement may ask for it. */
  #owned(input: Shape, { caller, operation }: Call): StatementRecord & { readonly part: number } {
    const [id = '', part = '1'] = required(input, 'Id').split(':');
    const record = this.#existing(id);
    this.#kernel.authorize(caller, `redshift-data:${operation}`, '*', {
      'redshift-data:statement-owner-iam-userid': record.owner,
    });
    if (record.owner !== ownerOf(caller) && caller.kind !== 'user')
      throw new ServiceError('ResourceNotFoundException', `Query does not exist: ${id}`, 400, {
        ResourceId: id,
      });
    return { ...record, part: Number(part) - 1 };
  }

  #result(input: Shape, call: Call): Shape {
    const { id, part, parts, status } = this.#owned(input, call);
    if (status !== 'FINISHED' || parts[part]?.hasResultSet !== true) {
      throw new ServiceError(
        'ResourceNotFoundException',
        `Query does not have result. Please check query status with DescribeStatement: ${id} is ${status}`,
        400,
        { ResourceId: id },
      );
    }
    const result = this.#store.result(id, part) ?? { columns: [], records: [] };
    const { items, nextToken } = page(result.records, input.NextToken, RECORDS_PER_PAGE);
    return {
      ColumnMetadata: result.columns,
      Records: items,
      TotalNumRows: result.records.length,
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  }

  #list(input: Shape, { caller }: Call): Shape {
    this.#kernel.authorize(caller, 'redshift-data:ListStatements', '*');
    const status = optional(input, 'Status') ?? 'ALL';
    const mine = this.#store
      .all()
      .filter(
        (record) =>
          (record.owner === ownerOf(caller) || caller.kind === 'user') &&
          (status === 'ALL' || record.status === status),
      );
    const { items, nextToken } = page(mine, input.NextToken, Number(input.MaxResults ?? 100));
    const shape = (record: StatementRecord): Shape => ({
      Id: record.id,
      Status: record.status,
      IsBatchStatement: record.batch,
      StatementName: record.name,
      QueryString: record.parts[0]?.sql,
      QueryStrings: record.batch ? record.parts.map(({ sql }) => sql) : undefined,
      CreatedAt: new Date(record.createdAt),
      UpdatedAt: new Date(record.updatedAt),
    });
    return { Statements: items.map(shape), NextToken: nextToken };
  }

  #cancel(input: Shape, call: Call): Shape {
    const { id, status } = this.#owned(input, call);
    if (isOver(status))
      throw new ServiceError(
        'ValidationException',
        `Could not cancel a query that is already in ${status} state: ${id}`,
      );
    throw new NotSupported('cancelling a statement that runs');
  }
}

const ownerOf = (caller: Caller): string =>
  caller.kind === 'user' ? caller.name : `${caller.name}:${caller.sessionName ?? ''}`;
