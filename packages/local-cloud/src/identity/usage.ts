import { list } from './policy.ts';
import type { Role } from './role.ts';

/** One thing that a role did, and by which statement it was allowed to. */
export interface Use {
  readonly role: string;
  readonly action: string;
  readonly policy: string;
  readonly statement: string;
  /** The resource of the latest such call. */
  readonly resource: string;
  readonly count: number;
}

/** One thing that a role asked for and was refused. */
export interface Refusal {
  readonly role: string;
  readonly action: string;
  /** The resource of the latest such call. */
  readonly resource: string;
  /** What the caller was told. */
  readonly message: string;
  readonly count: number;
}

/** One action of an allowing statement, and whether it was ever needed. */
export interface Grant {
  readonly role: string;
  /** As the policy writes it, e.g. `s3:Get*`. */
  readonly action: string;
  readonly policy: string;
  readonly statement: string;
  readonly used: boolean;
}

/** What roles did since the start: role × action × statement, so that it does not grow with the objects. */
export class Usage {
  readonly #uses = new Map<string, Use>();
  readonly #refusals = new Map<string, Refusal>();

  record(use: Omit<Use, 'count'>): void {
    const id = [use.role, use.action, use.policy, use.statement].join('\0');
    this.#uses.set(id, { ...use, count: (this.#uses.get(id)?.count ?? 0) + 1 });
  }

  refuse(refusal: Omit<Refusal, 'count'>): void {
    const id = [refusal.role, refusal.action].join('\0');
    this.#refusals.set(id, { ...refusal, count: (this.#refusals.get(id)?.count ?? 0) + 1 });
  }

  refusals(): Refusal[] {
    return [...this.#refusals.values()];
  }

  all(): Use[] {
    return [...this.#uses.values()];
  }

  /** Every action that the roles' policies allow, with whether it was used. */
  granted(roles: Iterable<Role>, fits: (pattern: string, action: string) => boolean): Grant[] {
    return [...roles].flatMap(({ name: role, statements }) =>
      statements
        .filter(({ statement }) => statement.Effect === 'Allow')
        .flatMap(({ policy, id, statement }) =>
          list(statement.Action).map((action) => ({
            role,
            action,
            policy,
            statement: id,
            used: this.all().some(
              (use) =>
                use.role === role &&
                use.policy === policy &&
                use.statement === id &&
                fits(action, use.action),
            ),
          })),
        ),
    );
  }
}
