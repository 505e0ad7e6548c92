import type { Caller, Credentials } from '../../../aws/call.ts';
import type { Kernel } from '../../../kernel/kernel.ts';

/** One session of a machine's role, begun when a task first needs it. */
export class RoleSession {
  readonly #kernel: Kernel;
  readonly #roleArn: string;
  readonly #name: string;
  #session: { readonly credentials: Credentials; readonly caller: Caller } | undefined;

  constructor(kernel: Kernel, roleArn: string, name: string) {
    this.#kernel = kernel;
    this.#roleArn = roleArn;
    // STS allows 64 of `\w+=,.@-`.
    this.#name = name.replaceAll(/[^\w+=,.@-]/g, '-').slice(0, 64);
  }

  open(): Caller {
    if (!this.#session) {
      const credentials = this.#kernel.assumeRole(this.#roleArn, this.#name, 'states.amazonaws.com');
      this.#session = { credentials, caller: this.#kernel.callerOf(credentials) };
    }
    return this.#session.caller;
  }

  end(): void {
    if (this.#session) this.#kernel.revoke(this.#session.credentials);
    this.#session = undefined;
  }
}
