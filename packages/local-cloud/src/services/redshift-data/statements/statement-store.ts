import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writeJson } from '../../../disk/json-file.ts';
import type { ResultSet } from '../warehouse/result-set.ts';
import { readResult, type StoredResult, writeResult } from './result-file.ts';

export type Status = 'SUBMITTED' | 'PICKED' | 'STARTED' | 'FINISHED' | 'FAILED' | 'ABORTED';

/** One statement of a batch; of a single statement the only one. */
export interface SubStatement {
  readonly sql: string;
  readonly status: Status;
  readonly hasResultSet: boolean;
  readonly rows: number;
  /** Size of the result; -1: none yet. */
  readonly bytes: number;
  readonly milliseconds: number;
  readonly error?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface StatementRecord {
  readonly id: string;
  readonly batch: boolean;
  readonly name?: string;
  readonly workgroup: string;
  readonly workgroupArn: string;
  readonly database: string;
  readonly secretArn?: string;
  readonly dbUser: string;
  /** `aws:userid` of who may ask for it. */
  readonly owner: string;
  /** Name of the role or user that submitted it, and its ARN. */
  readonly role: string;
  readonly principal: string;
  readonly clientToken?: string;
  readonly sessionId?: string;
  readonly format: 'JSON' | 'CSV';
  readonly withEvent: boolean;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly status: Status;
  readonly error?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly milliseconds: number;
  readonly parts: readonly SubStatement[];
}

/** Results are kept this long: "Considerations when calling the Amazon Redshift Data API". */
const KEPT_MS = 24 * 60 * 60 * 1000;

/** Fields that records of an earlier version lack. */
const EARLIER = {
  workgroupArn: '',
  role: '',
  principal: '',
  format: 'JSON',
  withEvent: false,
  parameters: [],
} as const;

const tokenOf = (token: string, owner: string): string => JSON.stringify([token, owner]);

/** Statements and their results, on disk before they are told of. */
export class StatementStore {
  readonly #directory: string;
  readonly #records = new Map<string, StatementRecord>();
  /** Ids of statements by their ClientToken and who gave it: each submission asks. */
  readonly #tokens = new Map<string, string>();
  readonly #now: () => number;
  readonly #log: (line: string) => void;
  readonly #waiters = new Map<string, Set<() => void>>();

  constructor(directory: string, now: () => number, log: (line: string) => void) {
    this.#directory = directory;
    this.#now = now;
    this.#log = log;
    mkdirSync(directory, { recursive: true });
    for (const name of readdirSync(directory)) {
      const path = join(directory, name);
      if (statSync(path).mtimeMs < now() - KEPT_MS) rmSync(path, { force: true });
      else if (name.endsWith('.json') && !name.includes('.result-'))
        this.#restore(readJson(path) as StatementRecord, now());
    }
  }

  /** What ran when the process ended is FAILED: DuckDB has rolled its transaction back. */
  #restore(stored: StatementRecord, now: number): void {
    const record = { ...EARLIER, ...stored };
    if (isOver(record.status)) this.remember(record);
    else
      this.save({
        ...record,
        status: 'FAILED',
        error: 'the local cloud was ended while this statement ran; its transaction was rolled back',
        updatedAt: now,
        parts: record.parts.map((part) => (isOver(part.status) ? part : { ...part, status: 'ABORTED' })),
      });
  }

  save(record: StatementRecord): StatementRecord {
    writeJson(join(this.#directory, `${record.id}.json`), record);
    return this.#told(record);
  }

  /** The end of a statement that has ended, whatever the disk takes: where it takes nothing, the next process knows only that it ran. */
  saveEnd(record: StatementRecord): void {
    try {
      this.save(record);
    } catch (error) {
      this.#log(`redshift-data: the end of ${record.id} could not be written: ${(error as Error).message}`);
      this.#told(record);
    }
  }

  #told(record: StatementRecord): StatementRecord {
    this.remember(record);
    for (const wake of this.#waiters.get(record.id) ?? []) wake();
    return record;
  }

  /** A change that need not outlive the process: what runs when it ends is failed at the next start. */
  remember(record: StatementRecord): void {
    this.#records.set(record.id, record);
    if (record.clientToken !== undefined)
      this.#tokens.set(tokenOf(record.clientToken, record.owner), record.id);
  }

  /** Gives the result's size in bytes. */
  saveResult(id: string, part: number, result: ResultSet): number {
    return writeResult(this.#resultPath(id, part), result);
  }

  result(id: string, part: number): StoredResult | undefined {
    return readResult(this.#resultPath(id, part));
  }

  #resultPath(id: string, part: number): string {
    return join(this.#directory, `${id}.result-${part}.json`);
  }

  /** A statement of the last 24 hours; an older one is gone with its results. */
  get(id: string): StatementRecord | undefined {
    const record = this.#records.get(id);
    if (record && isOver(record.status) && record.createdAt < this.#now() - KEPT_MS) this.#forget(record);
    return this.#records.get(id);
  }

  #forget({ id, parts, clientToken, owner }: StatementRecord): void {
    this.#records.delete(id);
    if (clientToken !== undefined) this.#tokens.delete(tokenOf(clientToken, owner));
    rmSync(join(this.#directory, `${id}.json`), { force: true });
    for (const index of parts.keys()) rmSync(this.#resultPath(id, index), { force: true });
  }

  byToken(token: string, owner: string): StatementRecord | undefined {
    return this.#records.get(this.#tokens.get(tokenOf(token, owner)) ?? '');
  }

  /** Newest first. */
  all(): StatementRecord[] {
    for (const id of [...this.#records.keys()]) this.get(id);
    return [...this.#records.values()].sort((a, b) => b.createdAt - a.createdAt);
  }

  /** Resolves at the next change of a statement, or after `ms`. */
  changed(id: string, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const waiters = this.#waiters.get(id) ?? new Set();
      this.#waiters.set(id, waiters);
      const done = (): void => {
        clearTimeout(timer);
        waiters.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      waiters.add(done);
    });
  }
}

export const isOver = (status: Status): boolean =>
  status === 'FINISHED' || status === 'FAILED' || status === 'ABORTED';
