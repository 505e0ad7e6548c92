import fc, { type GeneratorValue } from 'fast-check';

/** Draws of a fast-check property, without its liking for edges: a walk is long, and each step is one of many. */
export class Random {
  readonly #draw: GeneratorValue;

  constructor(draw: GeneratorValue) {
    this.#draw = draw;
  }

  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number {
    return this.#draw(() => fc.noBias(fc.integer({ min: from, max: to })));
  }

  /** One of the names, by their weights. */
  choose<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const weighted = (Object.keys(weights) as Name[]).map((name) => ({
      arbitrary: fc.constant(name),
      weight: weights[name],
    }));
    return this.#draw(() => fc.oneof(...weighted));
  }
}

/** One long random walk by a seed; fast-check names the seed where it fails, and does not shrink: each step is real. */
export const randomly = (seed: number, walk: (random: Random) => Promise<void>): Promise<void> =>
  fc.assert(
    fc.asyncProperty(fc.gen(), (draw) => walk(new Random(draw))),
    { seed, numRuns: 1, endOnFailure: true },
  );
