import { randomUUID } from 'node:crypto';
import type { Call, Shape } from '../../../aws/call.ts';
import { ServiceError } from '../../../aws/errors.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { optional } from '../../input.ts';
import { checkParameters } from '../statements/shapes.ts';
import type { StatementRecord, StatementStore, SubStatement } from '../statements/statement-store.ts';
import type { DatabaseUser } from '../warehouse/permissions.ts';
import type { Session } from '../warehouse/warehouse.ts';
import { checkSubmission, MOST_ACTIVE, type SqlParameter } from './limits.ts';
import type { Runs } from './runs.ts';
import { type KeptSession, Sessions } from './sessions.ts';
import { ownerOf, type Target, type Targets } from './targets.ts';

interface Submission {
  readonly input: Shape;
  readonly call: Call;
  readonly sqls: readonly string[];
  readonly batch: boolean;
}

/** ExecuteStatement and BatchExecuteStatement. */
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
    checkSubmission(input, sqls);
    const owner = ownerOf(call.caller);
    const sessionId = optional(input, 'SessionId');
    const place = sessionId === undefined ? undefined : this.#sessionTarget(sessionId, input, owner);
    const target = place ?? this.#targets.find(input);
    this.#kernel.authorize(call.caller, `redshift-data:${call.operation}`, target.workgroup.arn ?? '*');
    const user = this.#targets.user(call, target, optional(input, 'SecretArn'));
    checkParameters(sqls, input.Parameters);
    const earlier = this.#byToken(submission, owner);
    if (earlier) return earlier;
    if (this.#runs.count >= MOST_ACTIVE)
      throw new ServiceError(
        'ActiveStatementsExceededException',
        `Active statements exceeded the limit of ${MOST_ACTIVE}`,
      );
    return this.#start(
      submission,
      target,
      user,
      sessionId === undefined ? undefined : this.#sessions.take(sessionId, owner),
    );
  }

  #sessionTarget(id: string, input: Shape, owner: string): Target {
    for (const name of ['WorkgroupName', 'Database', 'SecretArn'])
      if (input[name] !== undefined)
        throw new ServiceError('ValidationException', `${name} cannot be given together with SessionId`);
    const kept = this.#sessions.take(id, owner);
    kept.busy = false;
    return kept.target;
  }

  #byToken({ input, sqls }: Submission, owner: string): StatementRecord | undefined {
    const token = optional(input, 'ClientToken');
    const earlier = token === undefined ? undefined : this.#store.byToken(token, owner);
    if (earlier && JSON.stringify(earlier.parts.map(({ sql }) => sql)) !== JSON.stringify(sqls))
      throw new ServiceError(
        'ValidationException',
        `ClientToken ${token} was used for another statement: ${earlier.id}`,
      );
    return earlier;
  }

  #start(
    submission: Submission,
    target: Target,
    user: DatabaseUser,
    taken: KeptSession | undefined,
  ): StatementRecord {
    const warehouse = this.#targets.warehouse(target);
    const id = randomUUID();
    const seconds = submission.input.SessionKeepAliveSeconds;
    let kept = taken;
    if (kept && seconds !== undefined) kept.aliveSeconds = Number(seconds);
    const record = this.#record(submission, id, target, user);
    if (taken) {
      const saved = this.#store.save({ ...record, sessionId: taken.id });
      this.#runs.start(
        saved,
        warehouse,
        async () => taken.session,
        () => this.#sessions.release(taken),
      );
      return saved;
    }
    if (seconds === undefined) {
      const saved = this.#store.save(record);
      this.#runs.start(
        saved,
        warehouse,
        () => warehouse.session(user),
        (session) => session?.close(),
      );
      return saved;
    }
    const opened = new LaterSession();
    kept = this.#sessions.keep(record.owner, target, opened, Number(seconds), record.createdAt);
    const keeper = kept;
    const saved = this.#store.save({ ...record, sessionId: kept.id });
    this.#runs.start(
      saved,
      warehouse,
      async () => opened.become(await warehouse.session(user)),
      () => this.#sessions.release(keeper),
    );
    return saved;
  }

  #record(
    { input, call, sqls, batch }: Submission,
    id: string,
    target: Target,
    user: DatabaseUser,
  ): StatementRecord {
    const now = this.#kernel.clock.now().getTime();
    const parts = sqls.map(
      (sql): SubStatement => ({
        sql,
        status: 'SUBMITTED',
        hasResultSet: false,
        rows: -1,
        bytes: -1,
        milliseconds: 0,
        createdAt: now,
        updatedAt: now,
      }),
    );
    return {
      id,
      batch,
      name: optional(input, 'StatementName'),
      workgroup: target.workgroup.physicalId,
      workgroupArn: target.workgroup.arn ?? '',
      database: target.database,
      secretArn: optional(input, 'SecretArn'),
      dbUser: user.name,
      owner: ownerOf(call.caller),
      role: call.caller.name,
      principal: call.caller.arn,
      clientToken: optional(input, 'ClientToken'),
      format: input.ResultFormat === 'CSV' ? 'CSV' : 'JSON',
      withEvent: input.WithEvent === true,
      parameters: (input.Parameters ?? []) as SqlParameter[],
      status: 'SUBMITTED',
      createdAt: now,
      updatedAt: now,
      milliseconds: 0,
      parts,
    };
  }

  close(): void {
    this.#sessions.close();
  }
}

/** A session whose connection comes with its first statement. */
class LaterSession implements Session {
  #session: Session | undefined;

  become(session: Session): Session {
    this.#session = session;
    return this;
  }

  #known(): Session {
    if (!this.#session) throw new Error('the session has no connection yet');
    return this.#session;
  }

  get connection(): Session['connection'] {
    return this.#known().connection;
  }
  get user(): DatabaseUser {
    return this.#known().user;
  }
  get lastCopyCount(): number {
    return this.#known().lastCopyCount;
  }
  set lastCopyCount(rows: number) {
    this.#known().lastCopyCount = rows;
  }
  close(): void {
    this.#session?.close();
  }
}
