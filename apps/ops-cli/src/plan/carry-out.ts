/** How runs are started and watched, and what is known of them: the stage behind a plan that is carried out. */
export interface Stage<Run, End> {
  /** Those of the runs that this plan has started already. */
  begun(runs: readonly Run[]): Promise<readonly Run[]>;
  /** What has changed since the run was planned, in words; runs that may start are not among them. */
  changed(runs: readonly Run[]): Promise<readonly Refused<Run>[]>;
  /** Starts the run, unless it is one of those that were begun, and waits for its end. */
  run(run: Run, isBegun: boolean): Promise<End>;
  /** What runs cost; needed where there is a limit. */
  readonly costs?: Costs<Run, End>;
}

/** US dollars. */
export interface Costs<Run, End> {
  /** That a run is taken to cost. */
  expected(run: Run): number;
  /** That a run has cost. */
  spent(run: Run, end: End): Promise<number>;
}

/** A run that is not started: the world is another than the one that it was planned in. */
export interface Refused<Run> {
  readonly run: Run;
  readonly changes: readonly string[];
}

export interface Limits {
  /** Runs, those that were begun before included. */
  readonly maxMonths?: number | undefined;
  /** US dollars of all runs, those that were begun before included. */
  readonly maxCost?: number | undefined;
}

export interface CarriedOut<Run, End> {
  readonly ends: ReadonlyMap<Run, End>;
  readonly refused: readonly Refused<Run>[];
  /** Runs that were not started, because of a limit or because another one was refused. */
  readonly left: readonly Run[];
}

/**
 * Carries out runs in their order, `parallel` of them at a time. Nothing is started unless all of them are as they were
 * planned; each is looked at again right before it starts, and the first that is not ends it: what goes on is awaited,
 * and no further run is started. A run that was begun before is watched, not started again.
 */
export async function carryOut<Run, End>(
  runs: readonly Run[],
  parallel: number,
  stage: Stage<Run, End>,
  limits: Limits = {},
): Promise<CarriedOut<Run, End>> {
  const begun = new Set(await stage.begun(runs));
  const refused = [...(await stage.changed(runs.filter((run) => !begun.has(run))))];
  const purse = new Purse(limits, begun, stage.costs);
  const ends = new Map<Run, End>();
  const waiting = [...runs];
  let full = false;
  const mayStart = async (run: Run): Promise<boolean> => {
    full ||= !purse.takes(run);
    if (full || refused.length > 0) return false;
    refused.push(...(await stage.changed([run])));
    return refused.length === 0;
  };
  const work = async (): Promise<void> => {
    for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) {
      if (!begun.has(run) && !(await mayStart(run))) continue;
      const end = await stage.run(run, begun.has(run));
      ends.set(run, end);
      await purse.paid(run, end);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(parallel, runs.length) }, work));
  } catch (error) {
    waiting.length = 0;
    throw error;
  }
  const notStarted = new Set(refused.map(({ run }) => run));
  return { ends, refused, left: runs.filter((run) => !ends.has(run) && !notStarted.has(run)) };
}

/** Counts runs and dollars against the limits. */
class Purse<Run, End> {
  readonly #limits: Limits;
  readonly #prices: Costs<Run, End> | undefined;
  /** Of the runs that have begun: what each has cost, or is taken to cost until it has ended. */
  readonly #spent = new Map<Run, number>();

  constructor(limits: Limits, begun: Iterable<Run>, prices: Costs<Run, End> | undefined) {
    this.#limits = limits;
    this.#prices = limits.maxCost === undefined ? undefined : prices;
    for (const run of begun) this.#spent.set(run, this.#expected(run));
  }

  /** Whether the run is within the limits; then it counts. */
  takes(run: Run): boolean {
    const { maxMonths = Number.POSITIVE_INFINITY, maxCost = Number.POSITIVE_INFINITY } = this.#limits;
    const sum = [...this.#spent.values()].reduce((total, usd) => total + usd, this.#expected(run));
    if (this.#spent.size >= maxMonths || sum > maxCost) return false;
    this.#spent.set(run, this.#expected(run));
    return true;
  }

  async paid(run: Run, end: End): Promise<void> {
    if (this.#prices) this.#spent.set(run, await this.#prices.spent(run, end));
  }

  #expected(run: Run): number {
    return this.#prices?.expected(run) ?? 0;
  }
}
