import { ExitCode } from './exit-code.ts';

/** An end of the command that a person can act on: what was wrong, and what to do next. */
export class OpsError extends Error {
  readonly exitCode: ExitCode;
  /** What to type or to look at next; undefined where the message says it all. */
  readonly next: string | undefined;
  constructor(message: string, options: { exitCode: ExitCode; next?: string | undefined; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.exitCode = options.exitCode;
    this.next = options.next;
  }
}

/** What was typed makes no sense. */
export class UsageError extends OpsError {
  constructor(message: string, next?: string) {
    super(message, { exitCode: ExitCode.usage, next });
  }
}

/** Nothing that could answer for the stage does. */
export class StageNotReachable extends OpsError {
  constructor(message: string, next: string, cause?: unknown) {
    super(message, { exitCode: ExitCode.unreachable, next, cause });
  }
}

/** What was asked for is not there, or an AWS call was refused. */
export class Failed extends OpsError {
  constructor(message: string, next?: string, cause?: unknown) {
    super(message, { exitCode: ExitCode.failed, next, cause });
  }
}

/** The user stopped watching (Ctrl-C). */
export class Interrupted extends OpsError {
  constructor(message: string, next?: string) {
    super(message, { exitCode: ExitCode.interrupted, next });
  }
}
