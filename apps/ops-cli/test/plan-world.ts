import {
  type LedgerRow,
  type MonthsPlan,
  type PlannedRun,
  parseRunName,
  type SourceMonth,
} from '@tlc-elt/contracts';
import { type CarriedOut, carryOut, type Limits, type Stage } from '../src/plan/carry-out.ts';
import { changesOf } from '../src/plan/fingerprint.ts';
import type { Known, MonthOfDataset } from '../src/plan/known.ts';
import { makePlan } from '../src/plan/make-plan.ts';

/** Numbers from 0 to below 1 that follow from a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The process that applies a plan is gone: nothing of it runs on. */
export class Killed extends Error {}

/** A process that is killed after so many steps. */
interface Process {
  steps: number;
  /** Runs that it has looked at alone, and found as they were planned. */
  readonly looked: Set<PlannedRun>;
}

interface Execution extends MonthOfDataset {
  readonly name: string;
  /** The plan that started it, and the ETag that it may load. */
  readonly plan?: { readonly id: string; readonly etag: string };
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  /** What CheckSource found; it decides in a step of its own. */
  source?: string;
  loaded?: string;
}

/**
 * A publisher, a workflow and a ledger that change by one step at a time, as `turn` chooses, whenever somebody waits for
 * an answer. The workflow does what pipeline.asl.json does: CheckSource first, the load later, or a failure.
 */
export class PlanWorld {
  readonly months: readonly MonthOfDataset[];
  readonly published = new Map<string, string>();
  readonly executions: Execution[] = [];
  readonly ledger: LedgerRow[] = [];
  readonly #random: () => number;
  #publications = 0;

  constructor(random: () => number, months: readonly MonthOfDataset[]) {
    this.#random = random;
    this.months = months;
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }

  pick<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(this.#random() * items.length)];
  }

  publish(month: MonthOfDataset | undefined): void {
    this.#publications += 1;
    if (month) this.published.set(month.month, `e${this.#publications}`);
  }

  /** The next name of a month's runs. */
  #nextName({ dataset, month }: MonthOfDataset): string {
    const taken = this.executions.filter((each) => each.month === month).length;
    return `${dataset}-${month}-r${taken + 1}`;
  }

  /** Step Functions' answer: the same name with the same input is the same execution while it goes, else it is taken. */
  start(name: string, month: MonthOfDataset, plan?: Execution['plan']): 'started' | 'taken' {
    const known = this.executions.find((each) => each.name === name);
    if (known) return known.status === 'RUNNING' && known.plan?.id === plan?.id ? 'started' : 'taken';
    this.executions.push({ ...month, name, status: 'RUNNING', ...(plan ? { plan } : {}) });
    return 'started';
  }

  /** A step of the workflow: CheckSource, then the load, which the fence of the transaction keeps from doing a thing twice. */
  #proceed(execution: Execution | undefined): void {
    if (execution === undefined) return;
    const { month, plan, source } = execution;
    const published = this.published.get(month);
    if (source === undefined) {
      if (published === undefined || (plan && plan.etag !== published)) execution.status = 'FAILED';
      else execution.source = published;
      return;
    }
    execution.status = this.chance(0.1) ? 'FAILED' : 'SUCCEEDED';
    if (execution.status === 'FAILED' || this.newest(month)?.source_etag === source) return;
    execution.loaded = source;
    this.ledger.unshift(rowOf(execution, source, this.ledger.length + 1));
  }

  newest(month: SourceMonth): LedgerRow | undefined {
    return this.ledger.find(({ source_month }) => source_month === month);
  }

  /** Something happens in the world that the plan's process does not do. */
  turn(): void {
    const kind = this.#random();
    const month = this.pick(this.months);
    if (kind < 0.6) this.#proceed(this.pick(this.executions.filter(({ status }) => status === 'RUNNING')));
    else if (kind < 0.68) this.publish(month);
    else if (kind < 0.74 && month && !this.#isRunning(month)) this.start(this.#nextName(month), month);
  }

  #isRunning({ month }: MonthOfDataset): boolean {
    return this.executions.some((each) => each.month === month && each.status === 'RUNNING');
  }

  /** The process asks somebody: time passes before the question arrives, and before the answer does. */
  async #asked<Answer>(process: Process, ask: () => Answer): Promise<Answer> {
    await this.#passes(process);
    const answer = ask();
    await this.#passes(process);
    return answer;
  }

  async #passes(process: Process): Promise<void> {
    process.steps -= 1;
    while (this.chance(0.4)) this.turn();
    await undefined;
    if (process.steps <= 0) throw new Killed();
  }

  known({ dataset, month }: MonthOfDataset): Known {
    const etag = this.published.get(month);
    const source = { url: 'https://tlc/f', etag: etag ?? '', last_modified: DATE, bytes: 1 };
    const own = this.executions.filter((each) => each.month === month);
    return {
      ...{ dataset, month },
      loads: this.ledger.filter(({ source_month }) => source_month === month),
      ofDataset: this.ledger,
      unreadableLoads: 0,
      publication: etag === undefined ? { state: 'not_published' } : { state: 'published', source },
      running: own.find(({ status }) => status === 'RUNNING')?.name,
      error: undefined,
      runs: own.map(({ name }) => name),
    };
  }

  /** `ops plan` of all months. */
  plan(parallel: number): MonthsPlan {
    const accepted = {
      acceptQuarantine: false,
      acceptOlder: true,
      acceptShrink: false,
      acceptRepublication: false,
      acceptUnusual: false,
    };
    const settings = { outdated: false, ...accepted };
    return makePlan(
      this.months.map((month) => this.known(month)),
      { ...settings, parallel },
      { stage: { name: 'local', state_machine: 'arn' }, now: new Date('2024-06-01T00:00:00Z') },
      () => ({ seconds: 1, usd: 1, by: 'assumption' }),
    );
  }

  /** `ops apply` of the plan by a process of its own, which is killed after so many steps. */
  async apply(
    plan: MonthsPlan,
    limits: Limits,
    steps = Number.POSITIVE_INFINITY,
  ): Promise<CarriedOut<PlannedRun, string>> {
    const process = { steps, looked: new Set<PlannedRun>() };
    const stage: Stage<PlannedRun, string> = {
      begun: (runs) =>
        this.#asked(process, () =>
          runs.filter(({ fingerprint }) => this.ofPlan(plan.id, fingerprint.next_run)),
        ),
      changed: (runs) =>
        this.#asked(process, () =>
          runs.flatMap((run) => {
            const changes = changesOf(run, this.known(run));
            if (runs.length === 1 && changes.length === 0) process.looked.add(run);
            return changes.length === 0 ? [] : [{ run, changes }];
          }),
        ),
      run: (run) => this.#run(process, plan.id, run),
      costs: { expected: () => 1, spent: async () => 1 },
    };
    return carryOut(plan.runs, plan.parallel, stage, limits);
  }

  ofPlan(id: string, name: string): Execution | undefined {
    return this.executions.find((each) => each.name === name && each.plan?.id === id);
  }

  async #run(process: Process, id: string, run: PlannedRun): Promise<string> {
    const { dataset, month, fingerprint } = run;
    const name = fingerprint.next_run;
    if (!this.ofPlan(id, name) && !process.looked.has(run)) throw new Error(`${name} is started unseen`);
    const plan = { id, etag: fingerprint.publication.etag };
    const answer = await this.#asked(process, () => this.start(name, { dataset, month }, plan));
    if (answer === 'taken' && !this.ofPlan(id, name)) return 'NOT_STARTED';
    for (;;) {
      const status = await this.#asked(process, () => this.ofPlan(id, name)?.status ?? '');
      if (status !== 'RUNNING') return status;
      this.turn();
    }
  }
}

const DATE = '2024-05-20T00:00:00.000Z';

function rowOf({ dataset, month, name }: Execution, source_etag: string, load_number: number): LedgerRow {
  return {
    ...{ dataset, source_month: month, load_number, run_id: name, attempt: 'a', source_etag },
    run_number: parseRunName(name)?.number ?? 0,
    source_url: 'https://tlc/f',
    source_last_modified: '2024-05-20 00:00:00',
    source_bytes: 1,
    source_sha256: 's',
    ...{ source_rows: 1, accepted_rows: 1, quarantined_rows: 0, loaded_rows: 1 },
    quarantine_by_rule: {},
    era: 'e',
    contract_version: 99,
    engine: 'duckdb',
    ...{ generated: false, forced: false, quarantine_accepted: false },
    loaded_at: '2024-05-21 00:00:00',
  };
}
