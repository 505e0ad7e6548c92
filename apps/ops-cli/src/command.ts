import type { Command as Commander } from 'commander';
import type { ExitCode } from './exit-code.ts';
import type { Runtime } from './runtime.ts';
import type { Style } from './terminal/style.ts';

/** What was typed after the command's name, as commander gives it. */
export interface Typed {
  readonly operands: readonly string[];
  readonly flags: Readonly<Record<string, unknown>>;
}

/** How a result looks to people. */
export interface View {
  readonly style: Style;
  readonly now: Date;
  hint(command: string): string;
}

/** What a command does, loaded only when it is the one that was typed. */
export interface Action<Options, Result> {
  run(options: Options, runtime: Runtime): Promise<Result>;
  /** Text for people; '' where everything was streamed already. */
  render(result: Result, view: View, options: Options): string;
  /** What `--json` prints; the result itself where absent. */
  json?(result: Result): unknown;
  exitCode?(result: Result, options: Options): ExitCode;
}

/** A command in layers: parse (options.ts) → run (run.ts) → render (render.ts). */
export interface CommandDefinition<Options, Result> {
  /** e.g. `run`, or `schedule fire`. */
  readonly name: string;
  readonly summary: string;
  /** Examples as the user types them after `ops `. */
  readonly examples: readonly string[];
  /** Works without a stage, or looks for it by itself: nothing is connected before `runtime.client` is asked. */
  readonly stage?: 'not needed';
  /** Declares operands and flags. */
  declare(command: Commander): void;
  /** Throws UsageError. */
  parse(typed: Typed): Options;
  load(): Promise<Action<Options, Result>>;
}
