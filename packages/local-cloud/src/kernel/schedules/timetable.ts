import type { Clock } from '../clock.ts';
import type { Next } from './expression.ts';

/** What is done at its times. */
export interface Entry {
  readonly name: string;
  readonly next: Next;
  /** Must not reject. */
  readonly fire: (at: Date) => Promise<void> | void;
}

/** A laptop that slept does not count the time: no timer is set for longer, so that it is late by this at most. */
const LONGEST_SLEEP_MS = 10 * 60_000;

/** Does what is due, with one timer for everything, and with none where nothing will ever be due. */
export class Timetable {
  readonly #clock: Clock;
  readonly #entries: () => readonly Entry[];
  readonly #stopped = new AbortController();
  #changed = new AbortController();

  /** `entries` gives those that there are now. */
  constructor(clock: Clock, entries: () => readonly Entry[]) {
    this.#clock = clock;
    this.#entries = entries;
  }

  /** Looks at the entries anew. */
  changed(): void {
    this.#changed.abort();
  }

  /** From now on; `since` is the instant whose own times count as past. */
  start(since = this.#clock.now().getTime()): void {
    this.#run(since).catch(() => undefined); // stopped
  }

  stop(): void {
    this.#stopped.abort();
  }

  /** What was due more than once since the last look is done once, for its last time. */
  async #run(since: number): Promise<void> {
    let past = since;
    for (;;) {
      const now = this.#clock.now().getTime();
      for (const { next, fire } of this.#entries()) {
        const due = lastDue(next, past, now);
        if (due !== undefined) void fire(new Date(due));
      }
      past = Math.max(past, now);
      const following = this.#entries().flatMap(({ next }) => next(past) ?? []);
      if (following.length === 0) await this.#change();
      else await this.#wait(Math.min(...following) - this.#clock.now().getTime());
    }
  }

  /** Until then, or until something changed; rejects once it is stopped. */
  async #wait(left: number): Promise<void> {
    const signal = AbortSignal.any([this.#stopped.signal, this.#changed.signal]);
    await this.#clock.sleep(Math.max(1, Math.min(left, LONGEST_SLEEP_MS)), signal).catch(() => undefined);
    this.#look();
  }

  async #change(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    for (const { signal } of [this.#stopped, this.#changed])
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    this.#look();
  }

  #look(): void {
    this.#stopped.signal.throwIfAborted();
    if (this.#changed.signal.aborted) this.#changed = new AbortController();
  }
}

function lastDue(next: Next, after: number, until: number): number | undefined {
  let last: number | undefined;
  for (let due = next(after); due !== undefined && due <= until; due = next(due)) last = due;
  return last;
}
