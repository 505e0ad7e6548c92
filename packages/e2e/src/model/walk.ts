import { utimes } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { etagOf } from '@tlc-elt/testing';
import type { Load, Month, World } from '../faults/world.ts';
import { type JobState, jobProcess, killJob } from '../jobs.ts';
import { MonthModel, type Outcome } from './month-model.ts';
import type { Random } from './random.ts';

const DAY_MS = 86_400_000;
const FIRST_PUBLICATION = Date.parse('2024-01-01T00:00:00Z');
/** Far enough apart that the quarantined share of one says nothing of another. */
const MONTHS = [
  ['yellow', '2012-02'],
  ['fhvhv', '2019-05'],
  ['yellow', '2019-12'],
  ['fhvhv', '2022-12'],
] as const;
const STATES: readonly JobState[] = ['IngestRaw', 'TransformTrips', 'LoadRedshift'];
/** Step → how often. */
const WEIGHTS = { publish: 3, restore: 1, run: 4, force: 1, shrink: 1, crash: 3, twice: 1 } as const;
type Kind = keyof typeof WEIGHTS;
/** Errors of runs that must not load. */
const REFUSALS: Partial<Record<Outcome, string>> = { stale: 'StaleRun', shrunk: 'SourceShrank' };
const ROUNDS = { months: 8, power: 1, gc: 1 } as const;

interface Walker {
  readonly month: Month;
  readonly model: MonthModel;
}

/** What a walk did, by kind of step. */
export type Steps = Record<string, number>;

/**
 * Walks at random through the life of some months, by the commands: in each round every month takes a step of its own,
 * all at the same time, and then everything is compared with the model. Throws, naming seed and steps, where they differ.
 */
export class Walk {
  readonly #world: World;
  readonly #random: Random;
  readonly #walkers: readonly Walker[];
  readonly #log: string[] = [];
  readonly steps: Steps = {};
  #publications = 0;

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
    this.#walkers = MONTHS.map(([dataset, month]) => ({
      month: world.month(month, dataset),
      model: new MonthModel(),
    }));
  }

  get taken(): number {
    return Object.values(this.steps).reduce((sum, count) => sum + count, 0);
  }

  /** Rounds until so many steps are taken. */
  async take(steps: number, say: (line: string) => void = () => undefined): Promise<void> {
    while (this.taken < steps) {
      try {
        await this.#round();
        await this.#compare();
      } catch (error) {
        throw new Error(`after ${this.taken} steps: ${(error as Error).message}\n${this.#log.join('\n')}`, {
          cause: error,
        });
      }
      say(`${this.taken} steps: ${JSON.stringify(this.steps)}`);
    }
  }

  async #round(): Promise<void> {
    const kind = this.#random.choose(ROUNDS);
    if (kind === 'gc' && this.taken > 0) return this.#collect();
    if (kind === 'power' && this.taken > 0) return this.#power();
    // Drawn one after another, so that a seed gives the same steps however the machine schedules them.
    const drawn = this.#walkers.map((walker) => ({ walker, ...this.#draw(walker) }));
    await Promise.all(drawn.map(({ walker, kind: step, act }) => this.#counted(step, () => act(walker))));
  }

  async #counted(kind: string, act: () => Promise<void>): Promise<void> {
    this.steps[kind] = (this.steps[kind] ?? 0) + 1;
    await act();
  }

  #draw({ model }: Walker): { kind: Kind; act: (walker: Walker) => Promise<void> } {
    const possible = { ...WEIGHTS, restore: model.past.length > 1 ? WEIGHTS.restore : 0 };
    const kind = model.published ? this.#random.choose(possible) : 'publish';
    const rows = this.#random.whole(100, 480);
    const older = this.#random.whole(0, 9) === 0;
    const which = this.#random.whole(0, Math.max(0, model.past.length - 1));
    const state = STATES[this.#random.whole(0, 2)] ?? 'IngestRaw';
    const afterMs = this.#random.whole(0, 700);
    const acts: Record<Kind, (walker: Walker) => Promise<void>> = {
      publish: (walker) => this.#publish(walker, rows, older),
      restore: (walker) => this.#restore(walker, which),
      run: (walker) => this.#run(walker),
      force: (walker) => this.#run(walker, '--force'),
      shrink: (walker) => this.#run(walker, '--accept-shrink'),
      crash: (walker) => this.#crash(walker, state, afterMs),
      twice: (walker) => this.#twice(walker),
    };
    return { kind, act: acts[kind] };
  }

  #note({ month }: Walker, text: string): void {
    this.#log.push(`  ${month.dataset} ${month.month} ${text}`);
    if (this.#log.length > 40) this.#log.shift();
  }

  async #publish(walker: Walker, rows: number, older: boolean): Promise<void> {
    this.#publications += 1;
    const at = FIRST_PUBLICATION + (older ? -this.#publications : this.#publications) * DAY_MS;
    const path = `${this.#world.published}/${walker.month.file}`;
    // Each publication has bytes of its own.
    const { tip } = walker.month.trips;
    const own = `CAST(${tip} + ${this.#publications} AS DOUBLE) AS ${tip}`;
    const fingerprint = await walker.month.publish(
      `SELECT * REPLACE (${own}) FROM {rows} LIMIT ${rows}`,
      new Date(at),
    );
    const etag = await etagOf(path);
    walker.model.publish({ etag, at, rows, fingerprint });
    this.#note(walker, `publishes ${etag.slice(0, 6)} of ${new Date(at).toISOString().slice(0, 10)}`);
  }

  /** The publisher puts an older file back: the same bytes and ETag, another Last-Modified. */
  async #restore(walker: Walker, which: number): Promise<void> {
    const older = walker.model.past[which];
    if (!older) return;
    this.#publications += 1;
    const at = FIRST_PUBLICATION + this.#publications * DAY_MS;
    await this.#world.restore(walker.month, older.etag);
    await utimes(`${this.#world.published}/${walker.month.file}`, new Date(at), new Date(at));
    walker.model.publish({ ...older, at });
    this.#note(walker, `restores ${older.etag.slice(0, 6)}`);
  }

  async #run(walker: Walker, ...flags: string[]): Promise<void> {
    const outcome = walker.model.outcome({
      force: flags.includes('--force'),
      acceptShrink: flags.includes('--accept-shrink'),
    });
    this.#note(walker, `runs ${flags.join(' ')}: ${outcome}`);
    const ran = await walker.month.run('--no-wait', ...flags);
    const refusal = REFUSALS[outcome];
    if (ran.code !== (refusal ? 1 : 0) || (refusal && !ran.cause?.includes(refusal)))
      throw new Error(`${ran.execution} ended with ${ran.code} instead of ${outcome}: ${ran.cause}`);
    if (outcome === 'load') walker.model.load();
  }

  /** A job of the run is killed somewhere; where it came too late, the run ends as any. */
  async #crash(walker: Walker, state: JobState, afterMs: number): Promise<void> {
    const outcome = walker.model.outcome();
    this.#note(walker, `runs, ${state} is killed after ${afterMs} ms: ${outcome}`);
    let over = false;
    const running = walker.month.run('--no-wait').finally(() => {
      over = true;
    });
    let pid: number | undefined;
    while (!over && pid === undefined) {
      await sleep(20);
      pid = jobProcess(this.#world.stage, state, walker.month);
    }
    await sleep(afterMs);
    if (pid !== undefined && jobProcess(this.#world.stage, state, walker.month) === pid) await killJob(pid);
    const ran = await running;
    if (ran.code === 0 && outcome === 'load') walker.model.load();
    else if (ran.code !== 0) await this.#learn(walker, outcome === 'load');
  }

  /** Somebody starts the month by hand, and somebody else asks for it meanwhile. */
  async #twice(walker: Walker): Promise<void> {
    const outcome = walker.model.outcome();
    this.#note(walker, `runs twice at once: ${outcome}`);
    const name = walker.month.execution(1000 + this.#publications * 10 + this.taken);
    const { clients } = this.#world;
    const [arn] = await Promise.all([clients.start(name, walker.month.input), walker.month.run('--no-wait')]);
    await clients.ended(arn);
    if (outcome === 'load') await this.#learn(walker, true);
  }

  /** The local cloud dies while every month runs, and is started again. */
  async #power(): Promise<void> {
    const afterMs = this.#random.whole(0, 6000);
    this.#log.push(`  the local cloud dies after ${afterMs} ms of runs`);
    await Promise.all(
      this.#walkers
        .map((walker) =>
          this.#counted('power', async () => {
            // Watching ends without JSON where the endpoint has gone.
            await walker.month.run('--no-wait').catch(() => undefined);
          }),
        )
        .concat([sleep(afterMs).then(() => this.#world.stage.kill())]),
    );
    await this.#world.restart();
    for (const walker of this.#walkers) await this.#learn(walker, walker.model.outcome() === 'load');
  }

  async #collect(): Promise<void> {
    this.#log.push('  gc');
    await this.#counted('gc', async () => {
      const { code, stderr } = await this.#world.stage.ops('gc', '--dataset', 'all', '--older-than', '0');
      if (code !== 0) throw new Error(`ops gc ended with ${code}: ${stderr}`);
    });
  }

  /** What a run that was cut off has come to: it has loaded, where it might, or not. */
  async #learn(walker: Walker, mayHaveLoaded: boolean): Promise<void> {
    // A statement outlives the job that asked for it: a load that is not over yet holds this lock.
    const { lockTable } = walker.month.trips.contract;
    await unlessTablesAreMissing(() => this.#world.clients.write(`LOCK ${lockTable}`), undefined);
    const found = await loadsOf(walker.month);
    while (mayHaveLoaded && found.length > walker.model.loads.length) walker.model.load();
  }

  async #compare(): Promise<void> {
    for (const { month, model } of this.#walkers) {
      const loads = (await loadsOf(month)).map(({ source_etag }) => source_etag);
      if (!isDeepStrictEqual(loads, model.loads))
        throw new Error(`${month.dataset} ${month.month}: the ledger has ${loads}, the model ${model.loads}`);
      const table = model.loads.length === 0 ? undefined : await month.table();
      if (!isDeepStrictEqual(table, model.loaded?.fingerprint))
        throw new Error(
          `${month.dataset} ${month.month}: the table has ${JSON.stringify(table)}, the model ${JSON.stringify(model.loaded?.fingerprint)}`,
        );
    }
    if (this.#walkers.every(({ model }) => model.loads.length === 0)) return;
    const { ok, months } = await this.#world.stage.verify('--dataset', 'all');
    if (!ok) throw new Error(`verify does not agree: ${JSON.stringify(months.flatMap((m) => m.problems))}`);
  }
}

/** Loads by the ledger. */
const loadsOf = (month: Month): Promise<Load[]> => unlessTablesAreMissing(() => month.loads(), []);

/** What `ask` gives; `otherwise` where nothing made the tables yet. */
async function unlessTablesAreMissing<T>(ask: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (/relation .* does not exist/.test((error as Error).message)) return otherwise;
    throw error;
  }
}
