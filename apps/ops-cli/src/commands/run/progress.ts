import type { SourceMonth } from '@tlc-elt/contracts';
import type { Story, Visit } from '@tlc-elt/executions';
import { isShown, retriedOf, secondsOf, type Waiting, waitingOf } from '@tlc-elt/executions';
import { sentenceOf } from '../../executions/failure.ts';
import type { StartedRun } from '../../executions/start.ts';
import type { LogLine } from '../../jobs/log-reader.ts';
import { readableLine } from '../../jobs/readable-line.ts';
import type { Runtime } from '../../runtime.ts';
import { logLine } from '../../terminal/screen.ts';
import { duration } from '../../terminal/table.ts';
import type { Teller } from './pipeline.ts';

/** States of an attached run that are told one by one; beyond, only the last ones are. */
const MOST_OF_THE_PAST = 20;
const SHOWN_OF_THE_PAST = 4;

/** Tells a run on stderr, state by state, with the jobs' log lines. */
export class RunProgress implements Teller {
  readonly month: SourceMonth;
  readonly #runtime: Runtime;
  readonly #started: StartedRun;
  readonly #verbose: boolean;
  /** Visits that were told as begun, and as ended. */
  #begun = 0;
  #ended = 0;
  /** The failed attempt that was told last. */
  #attempt: string | undefined;
  #waiting = false;
  #explained = false;

  constructor(runtime: Runtime, started: StartedRun, month: SourceMonth, verbose: boolean) {
    this.#runtime = runtime;
    this.#started = started;
    this.month = month;
    this.#verbose = verbose;
    const { style } = runtime.progress;
    const how = started.attached ? 'is already going: watching it' : 'started';
    runtime.progress.line(
      `${style.bold(started.name)} ${how} ${style.dim('(Ctrl-C stops watching, not the run)')}`,
    );
  }

  startedWithout(flags: readonly string[]): void {
    const { style } = this.#runtime.progress;
    this.#runtime.progress.line(
      `${style.yellow('note')}: ${this.#started.name} was started without ${flags.join(' and ')}; type the same again when it has ended`,
    );
  }

  publishedNow(): void {
    const { progress, hint } = this.#runtime;
    progress.line(
      `${progress.style.yellow('note')}: ${this.month} is published now; ${hint(`wake ${this.#started.name}`)} lets the run look`,
    );
  }

  log({ state, stream, message }: LogLine, story: Story): void {
    if (stream === 'error' && !this.#verbose) return;
    const visits = story.visits.filter(isShown);
    const writing = visits.findLastIndex(({ name }) => name === state);
    this.#advance(visits, writing);
    const visit = visits[writing];
    if (visit) this.#begin(visit, writing);
    const line = readableLine(message);
    if (line !== undefined)
      this.#runtime.progress.line(this.#runtime.progress.style.dim(`    ${logLine(line)}`));
  }

  story(story: Story): void {
    const visits = story.visits.filter(isShown);
    if (this.#ended === 0 && visits.length > MOST_OF_THE_PAST) this.#skipPast(visits);
    this.#advance(visits, visits.length);
    const current = visits[this.#ended];
    if (current?.type === 'Task') this.#begin(current, this.#ended);
    this.#retried(story);
    const waiting = waitingOf(story);
    if (waiting && !this.#waiting) this.#wait(waiting);
    this.#waiting = waiting !== undefined;
    const { progress } = this.#runtime;
    if (current) progress.status(`  … ${current.name} ${duration(secondsOf(current, this.#runtime.now()))}`);
  }

  #retried(story: Story): void {
    const retried = retriedOf(story);
    const attempt = retried && `${story.visits.length} ${retried.attempt}`;
    if (!retried || attempt === this.#attempt) return;
    this.#attempt = attempt;
    const { progress } = this.#runtime;
    progress.line(
      `    ${progress.style.yellow(`attempt ${retried.attempt} failed`)}: ${sentenceOf(retried).replace(/\.$/, '')}; ${retried.state} is tried again after a pause`,
    );
  }

  /** Tells the ends of the visits before `until` that have ended. */
  #advance(visits: readonly Visit[], until: number): void {
    for (; this.#ended < until; this.#ended++) {
      const visit = visits[this.#ended];
      if (!visit?.exitedAt) return;
      this.#end(visit);
    }
  }

  /** A run that has waited for weeks has looked many times: only its last states are told. */
  #skipPast(visits: readonly Visit[]): void {
    this.#ended = visits.length - SHOWN_OF_THE_PAST;
    this.#begun = this.#ended;
    const from = visits[0]?.enteredAt ?? this.#runtime.now();
    this.#runtime.progress.line(`  … ${this.#ended} states since ${minute(from)}`);
  }

  #begin(visit: Visit, index: number): void {
    if (index < this.#begun) return;
    this.#begun = index + 1;
    this.#runtime.progress.line(`  ${visit.name}`);
  }

  #end(visit: Visit): void {
    const { style } = this.#runtime.progress;
    const mark = visit.status === 'SUCCEEDED' && visit.type !== 'Fail' ? style.green('✓') : style.red('✗');
    this.#runtime.progress.line(
      `${mark} ${visit.name} ${style.dim(duration(secondsOf(visit, this.#runtime.now())))}`,
    );
  }

  #wait({ until, deadline }: Waiting): void {
    const next = until ? `looks again at ${minute(until)}` : 'looks again by itself';
    const end = deadline ? `, and gives up after ${minute(deadline)}` : '';
    const lines = [
      `  ${this.month} is not published yet: the run waits, which is healthy and costs nothing.`,
      `  It ${next}${end}, and loads the month by itself.`,
      `  Ctrl-C leaves it waiting; ${this.#runtime.hint(`stop ${this.#started.name}`)} ends it.`,
    ];
    const told = this.#explained ? [`  Still not published: ${next}.`] : lines;
    this.#explained = true;
    for (const line of told) this.#runtime.progress.line(line);
  }
}

/** 2026-11-23 19:34 UTC */
const minute = (date: Date): string => `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
