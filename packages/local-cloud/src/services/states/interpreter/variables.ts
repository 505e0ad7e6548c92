import type { JsonObject } from '../../../aws/json.ts';

/**
 * Workflow variables of one scope: a machine's states, a branch's, an iteration's. Inner scopes read what outer ones
 * assigned, and assign only their own (developer guide, "Variable scope"). The names never overlap: definitions are
 * checked for it.
 */
export class Variables {
  private readonly outer: Variables | undefined;
  private own: JsonObject;

  constructor(own: JsonObject = {}, outer?: Variables) {
    this.own = own;
    this.outer = outer;
  }

  /** Every variable that a state of the scope can read, as it is now. */
  all(): JsonObject {
    return this.outer ? { ...this.outer.all(), ...this.own } : this.own;
  }

  assign(values: JsonObject): void {
    this.own = { ...this.own, ...values };
  }

  /** The scope of a branch or an iteration inside this one. */
  inside(own: JsonObject = {}): Variables {
    return new Variables(own, this);
  }
}
