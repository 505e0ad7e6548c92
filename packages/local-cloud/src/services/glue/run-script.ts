import type { Readable } from 'node:stream';
import { killGroup } from '../../kernel/children.ts';
import { eachLine } from '../../kernel/lines.ts';

/** A script's process as it is followed: one of Node's own, or one that is told of alike. */
export interface Script {
  readonly pid?: number | undefined;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'close', listener: (code: number | null, signal: string | null) => void): unknown;
}

/** How a script ended. */
export type Outcome =
  | { readonly state: 'SUCCEEDED' }
  | { readonly state: 'FAILED'; readonly errorMessage: string }
  | { readonly state: 'TIMEOUT'; readonly errorMessage: string }
  | { readonly state: 'STOPPED' };

/** A state machine's Cause may have 32,768 characters; Glue's own message stays well below. */
const LONGEST_MESSAGE = 12_000;

interface Sinks {
  readonly output: (line: string) => void;
  readonly error: (line: string) => void;
}

/** The end of what a failing script wrote to stderr: a traceback is its last lines. */
class Tail {
  readonly #lines: string[] = [];
  #length = 0;

  push(line: string): void {
    this.#lines.push(line);
    this.#length += line.length + 1;
    while (this.#length > LONGEST_MESSAGE && this.#lines.length > 1)
      this.#length -= (this.#lines.shift()?.length ?? 0) + 1;
  }

  /** From the last traceback on where there is one, else the last lines. */
  text(): string {
    const start = this.#lines.findLastIndex((line) => line.startsWith('Traceback (most recent call last)'));
    return this.#lines
      .slice(Math.max(0, start < 0 ? this.#lines.length - 30 : start))
      .join('\n')
      .trim();
  }
}

/** What a script said last; where it was killed, its last words are not the reason. */
function failure(code: number | null, signal: string | null, said: string): string {
  const ended = `the script ended with ${signal ? `signal ${signal}` : `exit code ${code}`}`;
  if (said === '') return `${ended} and wrote nothing to stderr`;
  return signal ? `${ended}; it last said:\n${said}` : said;
}

/** Follows a script's process to its end; the whole process group ends with it, with the timeout, or with `stop`. */
export function runScript(
  child: Script,
  timeoutMs: number,
  stop: AbortSignal,
  sinks: Sinks,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const tail = new Tail();
    let timedOut = false;
    const kill = (): void => {
      if (child.pid !== undefined) killGroup(child.pid, 'SIGKILL');
    };
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, timeoutMs);
    stop.addEventListener('abort', kill, { once: true });
    if (stop.aborted) kill();
    if (child.stdout) eachLine(child.stdout, sinks.output);
    if (child.stderr) {
      eachLine(child.stderr, (line) => {
        tail.push(line);
        sinks.error(line);
      });
    }
    const end = (outcome: Outcome): void => {
      clearTimeout(timer);
      stop.removeEventListener('abort', kill);
      resolve(outcome);
    };
    child.on('error', (error) =>
      end({ state: 'FAILED', errorMessage: `the script could not be started: ${error.message}` }),
    );
    child.on('close', (code, signal) => {
      if (stop.aborted) end({ state: 'STOPPED' });
      else if (timedOut)
        end({
          state: 'TIMEOUT',
          errorMessage: `Job run exceeded its timeout of ${timeoutMs / 60_000} minutes`,
        });
      else if (code === 0) end({ state: 'SUCCEEDED' });
      else end({ state: 'FAILED', errorMessage: failure(code, signal, tail.text()) });
    });
  });
}
