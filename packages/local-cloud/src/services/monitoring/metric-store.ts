import { appendLines } from '../../disk/append.ts';
import { readLines } from '../../disk/lines.ts';

/** One datum; `count` values of the same number are kept as one. */
export interface Datum {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly unit: string;
  readonly sum: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
}

/** Which metric; dimensions must be the same, not only included. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A metric's own name, whatever the order of its dimensions. */
export const keyOf = ({ namespace, name, dimensions }: MetricId): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);

/** Metrics as a file of one datum a line, and by metric in memory. */
export class MetricStore {
  readonly #path: string;
  #loaded: Map<string, Datum[]> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Read on first use: most sessions never ask for metrics. A line that a crash tore is left out. */
  #metrics(): Map<string, Datum[]> {
    if (this.#loaded) return this.#loaded;
    const metrics = new Map<string, Datum[]>();
    for (const datum of readLines<Datum>(this.#path)) remember(metrics, datum);
    this.#loaded = metrics;
    return metrics;
  }

  put(data: readonly Datum[]): void {
    appendLines(this.#path, data.map((datum) => `${JSON.stringify(datum)}\n`).join(''));
    if (this.#loaded) for (const datum of data) remember(this.#loaded, datum);
  }

  /** Every metric that was ever put. */
  list(): MetricId[] {
    return [...this.#metrics().values()].flatMap(([first]) => first ?? []);
  }

  data(id: MetricId): readonly Datum[] {
    return this.#metrics().get(keyOf(id)) ?? [];
  }
}

function remember(metrics: Map<string, Datum[]>, datum: Datum): void {
  const key = keyOf(datum);
  const known = metrics.get(key);
  if (known) known.push(datum);
  else metrics.set(key, [datum]);
}
