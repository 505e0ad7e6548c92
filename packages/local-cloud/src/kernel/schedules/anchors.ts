import { join } from 'node:path';
import { readJson, writeJson } from '../../disk/json-file.ts';
import type { Clock } from '../clock.ts';
import type { Kernel } from '../kernel.ts';

interface Anchor {
  readonly expression: string;
  readonly at: number;
}

/** When schedules without a start of their own came to be: their rates count from there, over restarts too. */
export class Anchors {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #known: Record<string, Anchor>;

  constructor(kernel: Kernel, service: string) {
    this.#path = join(kernel.dataDir(service), 'schedules.json');
    this.#clock = kernel.clock;
    this.#known = (readJson(this.#path) as Record<string, Anchor> | undefined) ?? {};
  }

  /** Epoch milliseconds: now for a schedule that is new or has another expression. */
  of(name: string, expression: string): number {
    const known = this.#known[name];
    if (known?.expression === expression) return known.at;
    const at = this.#clock.now().getTime();
    this.#known[name] = { expression, at };
    writeJson(this.#path, this.#known);
    return at;
  }
}
