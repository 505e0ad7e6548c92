import { join } from 'node:path';
import type {
  CancelStatementRequest,
  DescribeStatementRequest,
  GetStatementResultRequest,
  ListStatementsRequest,
} from '@aws-sdk/client-redshift-data';
import type { Call, Shape } from '../../../aws/call.ts';
import { ServiceError } from '../../../aws/errors.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Input } from '../../../kernel/service.ts';
import { page } from '../../page.ts';
import { listedShape, statementShape, submittedShape } from '../statements/shapes.ts';
import { isOver, type StatementRecord, StatementStore } from '../statements/statement-store.ts';
import { Metadata } from './metadata.ts';
import { resultShape } from './results.ts';
import { Runs } from './runs.ts';
import { type Submission, Submissions } from './submissions.ts';
import { ownerOf, Targets } from './targets.ts';

const unknown = (id: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', `Query does not exist: ${id}`, 400, { ResourceId: id });

/** Statements and what became of them, for those who submitted them. */
export class DataApi {
  readonly targets: Targets;
  readonly metadata: Metadata;
  readonly #kernel: Kernel;
  readonly #store: StatementStore;
  readonly #runs: Runs;
  readonly #submissions: Submissions;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    const directory = join(kernel.dataDir('redshift-data'), 'statements');
    this.#store = new StatementStore(directory, () => kernel.clock.now().getTime());
    this.targets = new Targets(kernel);
    this.metadata = new Metadata(kernel, this.targets);
    this.#runs = new Runs(kernel, this.#store);
    this.#submissions = new Submissions(kernel, this.#store, this.targets, this.#runs);
  }

  async submit(submission: Submission): Promise<Shape> {
    const { id } = this.#submissions.submit(submission);
    return submittedShape(await this.#waited(id, submission.input.WaitTimeSeconds));
  }

  async describe({ Id, WaitTimeSeconds }: Input<DescribeStatementRequest>, call: Call): Promise<Shape> {
    const { id } = this.#owned(Id, call, 'DescribeStatement');
    return statementShape(await this.#waited(id, WaitTimeSeconds));
  }

  async result(input: Input<GetStatementResultRequest>, call: Call, format: 'JSON' | 'CSV'): Promise<Shape> {
    const { id, part } = this.#owned(input.Id, call, 'GetStatementResult');
    const record = await this.#waited(id, input.WaitTimeSeconds);
    return resultShape(this.#store, record, part, format, input.NextToken);
  }

  async cancel({ Id }: Input<CancelStatementRequest>, call: Call): Promise<Shape> {
    const { id } = this.#owned(Id, call, 'CancelStatement');
    const { status } = this.#existing(id);
    if (isOver(status))
      throw new ServiceError(
        'ValidationException',
        `Could not cancel a query that is already in ${status} state: ${id}`,
      );
    return { Status: await this.#runs.cancel(id) };
  }

  list(input: Input<ListStatementsRequest>, { caller }: Call): Shape {
    this.#kernel.authorize(caller, 'redshift-data:ListStatements', '*');
    const { Status = 'ALL', RoleLevel = true, StatementName = '', MaxResults = 100 } = input;
    const wanted = (record: StatementRecord): boolean =>
      (RoleLevel ? record.role === caller.name : record.owner === ownerOf(caller)) &&
      (Status === 'ALL' || record.status === Status) &&
      (record.name ?? '').startsWith(StatementName) &&
      (input.WorkgroupName === undefined || record.workgroup === input.WorkgroupName) &&
      (input.Database === undefined || record.database === input.Database);
    const { items, nextToken } = page(this.#store.all().filter(wanted), input.NextToken, MaxResults);
    return { Statements: items.map(listedShape), NextToken: nextToken };
  }

  /** Ends what runs, and closes the warehouses' files. */
  async close(): Promise<void> {
    await this.#runs.close();
    await this.#submissions.close();
    await this.targets.close();
  }

  /** The statement, at its end where the caller waits for it and the wait is long enough. */
  async #waited(id: string, seconds = 0): Promise<StatementRecord> {
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
    throw unknown(id);
  }

  /** Only who submitted a statement may ask for it. */
  #owned(given: string, { caller }: Call, action: string): { readonly id: string; readonly part: number } {
    const [id = '', part = '1'] = given.split(':');
    const { owner } = this.#existing(id);
    const context = { 'redshift-data:statement-owner-iam-userid': owner };
    this.#kernel.authorize(caller, `redshift-data:${action}`, '*', context);
    if (owner !== ownerOf(caller)) throw unknown(id);
    return { id, part: Number(part) - 1 };
  }
}
