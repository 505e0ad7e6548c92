import { randomUUID } from 'node:crypto';
import { ServiceError } from '../../../aws/errors.ts';
import type { Session } from '../warehouse/warehouse.ts';
import type { Target } from './targets.ts';

/** A session that outlives its statements (SessionKeepAliveSeconds). */
export interface KeptSession {
  readonly id: string;
  readonly owner: string;
  readonly target: Target;
  readonly session: Session;
  readonly createdAt: number;
  aliveSeconds: number;
  busy: boolean;
  timer: NodeJS.Timeout | undefined;
}

/** Sessions of the Data API; temporary tables live in them, and end with them. */
export class Sessions {
  readonly #kept = new Map<string, KeptSession>();

  keep(
    owner: string,
    target: Target,
    session: Session,
    aliveSeconds: number,
    createdAt: number,
  ): KeptSession {
    const kept: KeptSession = {
      id: randomUUID(),
      owner,
      target,
      session,
      createdAt,
      aliveSeconds,
      busy: true,
      timer: undefined,
    };
    this.#kept.set(kept.id, kept);
    return kept;
  }

  /** Takes a session for one statement; throws where it is gone, another's, or at work. */
  take(id: string, owner: string): KeptSession {
    const kept = this.#kept.get(id);
    if (!kept || kept.owner !== owner)
      throw new ServiceError(
        'ValidationException',
        `Session is not available: ${id} does not exist, or has expired`,
      );
    if (kept.busy)
      throw new ServiceError(
        'ValidationException',
        `Session is not available: ${id} is still running a statement`,
      );
    kept.busy = true;
    clearTimeout(kept.timer);
    return kept;
  }

  /** A statement of the session is over: the session ends unless another comes in time. */
  release(kept: KeptSession): void {
    kept.busy = false;
    if (kept.aliveSeconds === 0) this.#end(kept);
    else kept.timer = setTimeout(() => this.#end(kept), kept.aliveSeconds * 1000).unref();
  }

  #end(kept: KeptSession): void {
    clearTimeout(kept.timer);
    if (this.#kept.delete(kept.id)) kept.session.close();
  }

  close(): void {
    for (const kept of this.#kept.values()) this.#end(kept);
  }
}
