import type { Caller, Credentials } from '../../../aws/call.ts';
import type { Kernel } from '../../../kernel/kernel.ts';

/** A role, and the machine that works by it. */
interface RoleOfMachine {
  readonly roleArn: string;
  readonly stateMachineArn: string;
}

/** One session of a machine's role, begun when a task first needs it. */
export class RoleSession {
  readonly #kernel: Kernel;
  readonly #role: RoleOfMachine;
  readonly #name: string;
  #session: { readonly credentials: Credentials; readonly caller: Caller } | undefined;

  constructor(kernel: Kernel, { roleArn, stateMachineArn }: RoleOfMachine, name: string) {
    this.#kernel = kernel;
    this.#role = { roleArn, stateMachineArn };
    // STS allows 64 of `\w+=,.@-`.
    this.#name = name.replaceAll(/[^\w+=,.@-]/g, '-').slice(0, 64);
  }

  open(): Caller {
    if (!this.#session) {
      const { roleArn, stateMachineArn } = this.#role;
      const service = 'states.amazonaws.com';
      const credentials = this.#kernel.assumeRole(roleArn, this.#name, service, stateMachineArn);
      this.#session = { credentials, caller: this.#kernel.callerOf(credentials) };
    }
    return this.#session.caller;
  }

  end(): void {
    if (this.#session) this.#kernel.revoke(this.#session.credentials);
    this.#session = undefined;
  }
}
