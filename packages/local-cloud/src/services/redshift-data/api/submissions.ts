import { randomUUID } from 'node:crypto';
import type { BatchExecuteStatementInput } from '@aws-sdk/client-redshift-data';
import type { Call } from '../../../aws/call.ts';
import { NotSupported, ServiceError } from '../../../aws/errors.ts';
import { userId } from '../../../identity/unique-id.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Input } from '../../../kernel/service.ts';
import { invalid } from '../failure.ts';
import { checkParameters } from '../statements/shapes.ts';
import type { StatementRecord, StatementStore, SubStatement } from '../statements/statement-store.ts';
import type { DatabaseUser } from '../warehouse/permissions.ts';
import { LONGEST_SQL, MOST_ACTIVE } from './limits.ts';
import type { Opened, Runs } from './runs.ts';
import { type KeptSession, Sessions } from './sessions.ts';
import type { Target, Targets } from './targets.ts';

/** What ExecuteStatement and BatchExecuteStatement were given. */
export interface Submission {
  readonly input: Omit<Input<BatchExecuteStatementInput>, 'Sqls'>;
  readonly call: Call;
  readonly sqls: readonly string[];
  readonly batch: boolean;
}

/** Statements on their way in. */
export class Submissions {
  readonly #kernel: Kernel;
  readonly #store: StatementStore;
  readonly #targets: Targets;
  readonly #runs: Runs;
  readonly #sessions = new Sessions();

  constructor(kernel: Kernel, store: StatementStore, targets: Targets, runs: Runs) {
    this.#kernel = kernel;
    this.#store = store;
    this.#targets = targets;
    this.#runs = runs;
  }

  /** Writes the statement down and starts it; the same ClientToken gives the statement that it gave before. */
  submit(submission: Submission): StatementRecord {
    const { input, call, sqls } = submission;
    if (sqls.some((sql) => Buffer.byteLength(sql) > LONGEST_SQL))
      throw invalid(`Cannot exceed query statement size limit of ${LONGEST_SQL} bytes`);
    if (input.ExecutionMode === 'AUTO_COMMIT') throw new NotSupported('ExecutionMode AUTO_COMMIT');
    const kept = this.#sessionOf(submission);
    const target = kept?.target ?? this.#targets.find(input);
    const user = this.#targets.user(call, target, input.SecretArn);
    checkParameters(sqls, input.Parameters ?? []);
    const earlier = this.#byToken(submission);
    if (earlier) return earlier;
    if (this.#runs.count >= MOST_ACTIVE)
      throw new ServiceError(
        'ActiveStatementsExceededException',
        `Active statements exceeded the limit of ${MOST_ACTIVE}`,
      );
    return this.#start(submission, target, user, kept);
  }

  #sessionOf({ input, call }: Submission): KeptSession | undefined {
    if (input.SessionId === undefined) return undefined;
    for (const name of ['WorkgroupName', 'Database', 'SecretArn'] as const)
      if (input[name] !== undefined) throw invalid(`${name} cannot be given together with SessionId`);
    return this.#sessions.find(input.SessionId, userId(call.caller));
  }

  #byToken({ input: { ClientToken }, call, sqls }: Submission): StatementRecord | undefined {
    const earlier =
      ClientToken === undefined ? undefined : this.#store.byToken(ClientToken, userId(call.caller));
    if (earlier && JSON.stringify(earlier.parts.map(({ sql }) => sql)) !== JSON.stringify(sqls))
      throw invalid(`ClientToken ${ClientToken} was used for another statement: ${earlier.id}`);
    return earlier;
  }

  #start(
    submission: Submission,
    target: Target,
    user: DatabaseUser,
    existing: KeptSession | undefined,
  ): StatementRecord {
    const warehouse = this.#targets.warehouse(target);
    const seconds = submission.input.SessionKeepAliveSeconds;
    const record = this.#record(submission, target, user);
    if (existing) this.#sessions.take(existing, seconds);
    const kept =
      existing ?? (seconds === undefined ? undefined : this.#sessions.keep(record.owner, target, seconds));
    const saved = this.#store.save({ ...record, sessionId: kept?.id });
    this.#runs.start(
      saved,
      warehouse,
      this.#opened(kept, () => warehouse.session(user)),
    );
    return saved;
  }

  /** The session of one statement: one of its own, or one that is kept. */
  #opened(kept: KeptSession | undefined, open: Opened['open']): Opened {
    if (!kept) return { open, over: (session) => session?.close() };
    return {
      open: () => {
        kept.session ??= open();
        return kept.session;
      },
      over: () => this.#sessions.release(kept),
    };
  }

  #record({ input, call, sqls, batch }: Submission, target: Target, user: DatabaseUser): StatementRecord {
    const now = this.#kernel.clock.now().getTime();
    const times = { milliseconds: 0, createdAt: now, updatedAt: now };
    const none = { status: 'SUBMITTED', hasResultSet: false, rows: -1, bytes: -1 } as const;
    return {
      id: randomUUID(),
      batch,
      name: input.StatementName,
      workgroup: target.workgroup.workgroupName,
      workgroupArn: target.workgroup.workgroupArn,
      database: target.namespace.dbName,
      secretArn: input.SecretArn,
      dbUser: user.name,
      owner: userId(call.caller),
      role: call.caller.name,
      principal: call.caller.arn,
      clientToken: input.ClientToken,
      format: input.ResultFormat ?? 'JSON',
      withEvent: input.WithEvent ?? false,
      parameters: input.Parameters ?? [],
      status: 'SUBMITTED',
      ...times,
      parts: sqls.map((sql): SubStatement => ({ sql, ...none, ...times })),
    };
  }

  close(): Promise<void> {
    return this.#sessions.close();
  }
}
