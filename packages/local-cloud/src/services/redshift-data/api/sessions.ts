import { randomUUID } from 'node:crypto';
import type { ServiceError } from '../../../aws/errors.ts';
import { invalid } from '../failure.ts';
import type { Session } from '../warehouse/transaction.ts';
import type { Target } from './targets.ts';

const unavailable = (id: string, why: string): ServiceError =>
  invalid(`Session is not available: ${id} ${why}`);

/** A session that outlives its statements (SessionKeepAliveSeconds). */
export interface KeptSession {
  readonly id: string;
  readonly owner: string;
  readonly target: Target;
  aliveSeconds: number;
  busy: boolean;
  /** Opened by its first statement. */
  session?: Promise<Session>;
  timer?: NodeJS.Timeout;
}

/** Sessions of the Data API; temporary tables live in them, and end with them. */
export class Sessions {
  readonly #kept = new Map<string, KeptSession>();

  /** A new session, for one statement first. */
  keep(owner: string, target: Target, aliveSeconds: number): KeptSession {
    const kept: KeptSession = { id: randomUUID(), owner, target, aliveSeconds, busy: true };
    this.#kept.set(kept.id, kept);
    return kept;
  }

  /** A session that waits for a statement; throws where it is gone, another's, or at work. */
  find(id: string, owner: string): KeptSession {
    const kept = this.#kept.get(id);
    if (kept?.owner !== owner) throw unavailable(id, 'does not exist, or has expired');
    if (kept.busy) throw unavailable(id, 'is still running a statement');
    return kept;
  }

  /** Gives a session to one statement, which may say anew how long it lives. */
  take(kept: KeptSession, aliveSeconds = kept.aliveSeconds): void {
    Object.assign(kept, { busy: true, aliveSeconds });
    clearTimeout(kept.timer);
  }

  /** A statement of the session is over: the session ends unless another comes in time. */
  release(kept: KeptSession): void {
    kept.busy = false;
    if (kept.aliveSeconds === 0) void this.#end(kept);
    else kept.timer = setTimeout(() => void this.#end(kept), kept.aliveSeconds * 1000).unref();
  }

  async #end(kept: KeptSession): Promise<void> {
    clearTimeout(kept.timer);
    this.#kept.delete(kept.id);
    const session = await kept.session?.catch(() => undefined); // one that could not be opened
    session?.close();
  }

  async close(): Promise<void> {
    for (const kept of this.#kept.values()) await this.#end(kept);
  }
}
