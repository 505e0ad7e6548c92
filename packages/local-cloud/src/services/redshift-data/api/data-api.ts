import { join } from 'node:path';
import type { Call } from '../../../aws/call.ts';
import { ServiceError } from '../../../aws/errors.ts';
import { userId } from '../../../identity/unique-id.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { isOver, type StatementRecord, StatementStore } from '../statements/statement-store.ts';
import { Runs } from './runs.ts';
import { Submissions } from './submissions.ts';
import { Targets } from './targets.ts';

const unknown = (id: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', `Query does not exist: ${id}`, 400, { ResourceId: id });

/** Statements and what became of them, for those who submitted them. */
export class DataApi {
  readonly store: StatementStore;
  readonly targets: Targets;
  readonly submissions: Submissions;
  readonly runs: Runs;
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    const directory = join(kernel.dataDir('redshift-data'), 'statements');
    this.store = new StatementStore(directory, () => kernel.clock.now().getTime(), kernel.log);
    this.targets = new Targets(kernel);
    this.runs = new Runs(kernel, this.store);
    this.submissions = new Submissions(kernel, this.store, this.targets, this.runs);
  }

  authorize({ caller, operation }: Call, context: Record<string, string> = {}): void {
    const action = operation === 'GetStatementResultV2' ? 'GetStatementResult' : operation;
    this.#kernel.authorize(caller, `redshift-data:${action}`, '*', context);
  }

  /** The statement, or the part of a batch, that an `Id` names; only who submitted it may ask for it. */
  owned(given: string, call: Call): { readonly id: string; readonly part: number } {
    const [id = '', part = '1'] = given.split(':');
    const { owner } = this.#existing(id);
    this.authorize(call, { 'redshift-data:statement-owner-iam-userid': owner });
    if (owner !== userId(call.caller)) throw unknown(id);
    return { id, part: Number(part) - 1 };
  }

  /** The statement, at its end where the caller waits for it and the wait is long enough. */
  async waited(id: string, seconds = 0): Promise<StatementRecord> {
    const until = performance.now() + seconds * 1000;
    let record = this.#existing(id);
    for (let left = seconds * 1000; left > 0 && !isOver(record.status); left = until - performance.now()) {
      await this.store.changed(id, left);
      record = this.#existing(id);
    }
    return record;
  }

  /** Waits for what runs, and closes the warehouses' files. */
  async close(): Promise<void> {
    await this.runs.close();
    await this.submissions.close();
    await this.targets.close();
  }

  #existing(id: string): StatementRecord {
    const record = this.store.get(id);
    if (record) return record;
    throw unknown(id);
  }
}
