import type { StartedRun } from '../../executions/start.ts';
import type { Runtime } from '../../runtime.ts';
import { count, duration } from '../../terminal/table.ts';
import { isUnpublished, type RunResult, type Teller } from './pipeline.ts';

/** Tells one of several months: a line when it starts, a line when it has ended. */
export class BriefProgress {
  readonly #runtime: Runtime;
  readonly #month: string;

  constructor(runtime: Runtime, month: string) {
    this.#runtime = runtime;
    this.#month = month;
  }

  started({ name, attached, ofThisPlan }: StartedRun): Teller {
    const how = ofThisPlan ? 'was started by this plan before' : attached ? 'is already going' : 'started';
    this.#runtime.progress.line(`${this.#month} ${name} ${how}`);
    return {
      startedWithout: (flags) => this.#startedWithout(name, flags),
      publishedNow: () => this.#publishedNow(name),
      story: () => {},
      log: () => {},
    };
  }

  #startedWithout(name: string, flags: readonly string[]): void {
    this.#runtime.progress.line(
      `${this.#month} ${name} was started without ${flags.join(' and ')}; run it again when it has ended`,
    );
  }

  #publishedNow(name: string): void {
    const { progress, hint } = this.#runtime;
    progress.line(`${this.#month} is published now; ${hint(`wake ${name}`)} lets the run look`);
  }

  ended(result: RunResult): void {
    const { style } = this.#runtime.progress;
    const seconds = result.states.reduce((sum, state) => sum + state.seconds, 0);
    const mark = result.status === 'SUCCEEDED' || isUnpublished(result) ? style.green('✓') : style.red('✗');
    this.#runtime.progress.line(
      `${mark} ${this.#month} ${what(result)} ${style.dim(`(${duration(seconds)})`)}`,
    );
  }
}

/** What came of a run, in a few words. */
export function what(result: RunResult): string {
  if (isUnpublished(result)) return 'not published yet';
  if (result.status !== 'SUCCEEDED') return `${result.status}${placeOf(result)}: ${result.error ?? ''}`;
  if (result.outcome === 'already_loaded') return 'already loaded';
  const { verification } = result;
  const rows = `loaded ${count(verification?.table_rows ?? null)} rows`;
  if (verification?.status !== 'ok') return `${rows}, but verify finds problems`;
  return `${rows}, ${count(verification.quarantined_rows)} rejected, verified`;
}

/** Where a run failed; the state that only ends it is no place. */
export const placeOf = ({ state, states }: RunResult): string =>
  state === null || states.some(({ name, type }) => name === state && type === 'Fail') ? '' : ` in ${state}`;
