import { join } from 'node:path';
import type { Command as Commander, OptionValues } from '@commander-js/extra-typings';
import { DEFAULT_DATASET } from '@tlc-elt/contracts';
import { explainError } from './aws/explain-error.ts';
import { OpsError } from './errors.ts';
import { ExitCode } from './exit-code.ts';
import { type Destination, destinationOf, type ExportFlags } from './export/destination.ts';
import type { WriteRows } from './export/rows.ts';
import { intoFile, writeRows, writeText } from './export/write.ts';
import { type Host, type Runtime, runtimeOf } from './runtime.ts';
import { chooseStage, type StageChoice } from './stage/choose-stage.ts';
import { applyAwsEnvironment, type Connection, connect } from './stage/connect.ts';
import { deploymentOf } from './stage/deployment.ts';
import { withDotenv } from './stage/dotenv.ts';
import { type Style, styleFor } from './terminal/style.ts';

/** Flags that every command has, or every command that exports. */
export interface SharedFlags extends ExportFlags {
  readonly stage?: string;
  readonly endpoint?: string;
  readonly dataset?: string;
}

/** How a result looks to people. */
export interface View {
  readonly style: Style;
  readonly now: Date;
  /** Characters in a line; 80 where nobody says. */
  readonly columns: number;
  hint(command: string): string;
}

/** What a command's run.ts exports. */
export interface Work<Options, Result> {
  run(options: Options, runtime: Runtime): Promise<Result>;
  /** Text for people; '' where everything was streamed already. */
  render(result: Result, view: View): string;
  /** What `--json` prints; the result itself where absent. */
  json?(result: Result): unknown;
  /** `--json` prints the objects of `rows`, one after the other. */
  readonly jsonIsRows?: true;
  /** What `--csv`, `--parquet` and `--out` write: the whole result, of a command that `exports`. */
  rows?(options: Options, runtime: Runtime, write: WriteRows): Promise<ExitCode>;
  /** `ok` where absent. */
  exitCode?(result: Result): ExitCode;
}

/** What a command's command.ts exports. */
export interface Command<Operands extends unknown[], Flags extends OptionValues, Options, Result> {
  /** e.g. `run`, or `schedule fire`. */
  readonly name: string;
  readonly summary: string;
  /** Examples as the user types them after `ops `. */
  readonly examples: readonly string[];
  /** Works without a stage, or looks for it by itself: nothing is connected before `runtime.client` is asked. */
  readonly stage?: 'not needed';
  /** Its result is rows as well: it has `--csv`, `--parquet` and `--out`, and its run.ts has `rows`. */
  readonly exports?: true;
  /** Declares operands and flags. */
  grammar(command: Commander): Commander<Operands, Flags>;
  /** Throws UsageError. */
  parse(operands: Operands, flags: Flags & SharedFlags): Options;
  /** Imports run.ts: what it needs is read only when this command is the one that was typed. */
  load(): Promise<Work<Options, Result>>;
}

/** A command of whatever operands, flags, options and result: only its own files know them. */
export type AnyCommand = Command<unknown[], OptionValues, unknown, unknown>;

/** Types `parse` by `grammar`, and checks that `run` takes what `parse` gives. */
export const defineCommand = <Operands extends unknown[], Flags extends OptionValues, Options, Result>(
  command: Command<Operands, Flags, Options, Result>,
): AnyCommand => command;

/** parse → run → render, for the command that was typed. */
export async function perform(
  command: AnyCommand,
  operands: unknown[],
  flags: OptionValues & SharedFlags,
  host: Host,
  runner: string,
): Promise<ExitCode> {
  const options = command.parse(operands, flags);
  // What has no rows has a file of its own, if any.
  const destination = destinationOf(command.exports ? flags : { json: flags.json });
  Object.assign(host.environment, withDotenv(host.environment, join(host.root, '.env')));
  const choice = chooseStage(flags, host.environment);
  const connection = connectionOf(choice, host, runner);
  if (command.stage !== 'not needed') connection();
  const hint = (text: string): string => `${runner} ops ${text}${flagsOfHint(text, flags)}`;
  const runtime = runtimeOf(choice, connection, host, hint, deploymentOf(choice, runner));
  const work = await command.load();
  try {
    return await finish(work, options, destination, runtime, host);
  } catch (error) {
    runtime.progress.status('');
    throw error instanceof OpsError
      ? error
      : explainError(error, { choice, connection: connection(), runner });
  }
}

/** Runs the command, and brings its result to where the user wants it. */
async function finish(
  work: Work<unknown, unknown>,
  options: unknown,
  destination: Destination | undefined,
  runtime: Runtime,
  host: Host,
): Promise<ExitCode> {
  if (destination && work.rows && (destination.format !== 'json' || work.jsonIsRows))
    return work.rows(options, runtime, (rows) => writeRows(rows, destination, runtime, host.stdout));
  const result = await work.run(options, runtime);
  const code = work.exitCode?.(result) ?? ExitCode.ok;
  host.setExitCode(code);
  const text = destination ? jsonOf(work, result) : work.render(result, viewOf(host, runtime));
  if (destination?.file === undefined) host.stdout.write(text === '' ? '' : `${text}\n`);
  else await intoFile(runtime.fileOf(destination.file), (path) => writeText([`${text}\n`], path));
  return code;
}

const jsonOf = (work: Work<unknown, unknown>, result: unknown): string =>
  JSON.stringify(work.json ? work.json(result) : result, null, 2);

const viewOf = (host: Host, { now, hint }: Runtime): View => ({
  style: styleFor(host.stdout, host.environment),
  now: now(),
  columns: host.stdout.columns || 80,
  hint,
});

/** Connects once, when first asked for. */
function connectionOf(choice: StageChoice, host: Host, runner: string): () => Connection {
  let connection: Connection | undefined;
  return () => {
    if (connection !== undefined) return connection;
    connection = connect(choice, host.environment, host.root, runner);
    applyAwsEnvironment(host.environment, connection);
    return connection;
  };
}

/** Commands that mean the default dataset unless they are told. */
const OF_A_DATASET = /^(run|backfill|plan|status|verify|diff|gc|quarantine|migrate|contract) ?/;

/** A hint repeats what chose the dataset and the stage, unless the user's settings choose it anyway. */
function flagsOfHint(text: string, { dataset = DEFAULT_DATASET, stage, endpoint }: SharedFlags): string {
  const isSaid = dataset === DEFAULT_DATASET || dataset === 'all' || !OF_A_DATASET.test(text);
  return `${isSaid ? '' : ` --dataset ${dataset}`}${stage ? ` --stage ${stage}` : ''}${endpoint ? ` --endpoint ${endpoint}` : ''}`;
}
