import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchExecuteStatementCommand,
  DescribeStatementCommand,
  type Field,
  GetStatementResultCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { GetNamespaceCommand, RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless';
import { S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { bucketNames, parameterNames, resourceNames, type Stage } from '@tlc-elt/contracts';
import type { LocalStage } from './stage.ts';

type Row = Record<string, unknown>;

/** AWS's SDK on a stage, as an operator uses it. */
export class Clients {
  readonly s3: S3Client;
  readonly #sfn: SFNClient;
  readonly #ssm: SSMClient;
  readonly #data: RedshiftDataClient;
  readonly #serverless: RedshiftServerlessClient;
  readonly #stage: Stage;
  readonly buckets: ReturnType<typeof bucketNames>;

  constructor({ stage, client: config }: LocalStage) {
    this.#stage = stage;
    this.buckets = bucketNames(this.#stage, accountOf(this.#stage), config.region);
    this.s3 = new S3Client({ ...config, forcePathStyle: true });
    this.#sfn = new SFNClient(config);
    this.#ssm = new SSMClient(config);
    this.#data = new RedshiftDataClient(config);
    this.#serverless = new RedshiftServerlessClient(config);
  }

  /** Where CheckSource finds the publisher from now on; a warm function sees it after a minute at most. */
  async pointAtPublisher(baseUrl: string): Promise<void> {
    const Name = parameterNames(this.#stage).sourceBaseUrl;
    await this.#ssm.send(new PutParameterCommand({ Name, Value: baseUrl, Type: 'String', Overwrite: true }));
  }

  /** Starts an execution as somebody who does not ask what is running. */
  async start(name: string, input: Row): Promise<string> {
    const { Parameter } = await this.#ssm.send(
      new GetParameterCommand({ Name: parameterNames(this.#stage).stateMachineArn }),
    );
    const { executionArn = '' } = await this.#sfn.send(
      new StartExecutionCommand({
        stateMachineArn: Parameter?.Value,
        name,
        input: JSON.stringify({ dataset: 'yellow', ...input }),
      }),
    );
    return executionArn;
  }

  /** Waits for an execution's end. */
  async ended(executionArn: string): Promise<{ status: string; cause: string }> {
    for (;;) {
      const { status = '', cause = '' } = await this.#sfn.send(
        new DescribeExecutionCommand({ executionArn }),
      );
      if (status !== 'RUNNING') return { status, cause };
      await sleep(100);
    }
  }

  /** Rows of statements that run in one transaction: those of the last SELECT. */
  sql<T = Row>(...statements: string[]): Promise<T[]> {
    return this.#batch<T>(statements);
  }

  /** Statements in one transaction, as the warehouse's administrator. */
  async write(...statements: string[]): Promise<void> {
    const { namespace: namespaceName } = resourceNames(this.#stage);
    const { namespace } = await this.#serverless.send(new GetNamespaceCommand({ namespaceName }));
    await this.#batch(statements, namespace?.adminPasswordSecretArn);
  }

  async #batch<T>(statements: readonly string[], SecretArn?: string): Promise<T[]> {
    const { workgroup, database } = resourceNames(this.#stage);
    const { Id } = await this.#data.send(
      new BatchExecuteStatementCommand({
        WorkgroupName: workgroup,
        Database: database,
        Sqls: ['SELECT 1', ...statements],
        SecretArn,
      }),
    );
    for (;;) {
      const described = await this.#data.send(new DescribeStatementCommand({ Id, WaitTimeSeconds: 5 }));
      if (described.Status === 'FINISHED') {
        const last = described.SubStatements?.at(-1);
        return last?.HasResultSet ? this.#rows<T>(last.Id ?? '') : [];
      }
      if (described.Status === 'FAILED' || described.Status === 'ABORTED')
        throw new Error(`${statements.join('; ')}: ${described.Error}`);
    }
  }

  async #rows<T>(id: string): Promise<T[]> {
    const result = await this.#data.send(new GetStatementResultCommand({ Id: id }));
    const names = (result.ColumnMetadata ?? []).map(({ name = '' }) => name);
    return (result.Records ?? []).map(
      (record) =>
        Object.fromEntries(record.map((field, index) => [names[index] ?? '', fieldValue(field)])) as T,
    );
  }
}

const fieldValue = (field: Field): unknown => (field.isNull ? null : Object.values(field)[0]);

/** Accounts of stages that nobody deployed. */
const accountOf = (stage: Stage): string => (stage === 'local' ? '000000000000' : '123456789012');
