import type { Random } from '../model/random.ts';

/** Something that many users do at once, or often, on a real local cloud, at moments that a seed chooses. */
export interface Campaign {
  /** What is counted by its size. */
  readonly of: string;
  /** Size of a command's run, and its small share in every test run. */
  readonly size: number;
  readonly share: number;
  /** Throws on what must not be. */
  run(random: Random, size: number): Promise<void>;
}

/** Throws where two values are not the same, told by `what`. */
export function same(what: string, found: unknown, wanted: unknown): void {
  const [one, other] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (one !== other) throw new Error(`${what}: found ${one}, wanted ${other}`);
}
