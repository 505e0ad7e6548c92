import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { appendLines } from '../../../disk/append.ts';
import { readLines } from '../../../disk/lines.ts';

/** What happened to a stack or a resource of it. */
export interface StackEvent {
  readonly id: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly token?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The events of every stack, a journal each. */
export class Events {
  readonly #directory: string;
  readonly #known = new Map<string, StackEvent[]>();

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
  }

  /** From the oldest. */
  of(stackId: string): readonly StackEvent[] {
    return this.#of(stackId);
  }

  /** No two events of a stack are of one millisecond: clients sort by it. */
  add(stackId: string, event: StackEvent): void {
    const known = this.#of(stackId);
    const last = known.at(-1)?.at ?? 0;
    const placed = event.at > last ? event : { ...event, at: last + 1 };
    appendLines(this.#path(stackId), `${JSON.stringify(placed)}\n`);
    known.push(placed);
  }

  #of(stackId: string): StackEvent[] {
    const known = this.#known.get(stackId) ?? readLines<StackEvent>(this.#path(stackId));
    this.#known.set(stackId, known);
    return known;
  }

  #path(stackId: string): string {
    return join(this.#directory, `${uuidOf(stackId)}.jsonl`);
  }
}

/** The last part of a stack's ARN. */
export const uuidOf = (stackId: string): string => stackId.slice(stackId.lastIndexOf('/') + 1);
