import { join, resolve } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { type ClientOf, clientsOf } from './aws/clients.ts';
import { explainError } from './aws/explain-error.ts';
import type { CommandDefinition, Typed } from './command.ts';
import { OpsError } from './errors.ts';
import { ExitCode } from './exit-code.ts';
import type { Host } from './host.ts';
import type { Runtime } from './runtime.ts';
import { applyAwsEnvironment } from './stage/aws-environment.ts';
import { chooseStage, type StageChoice } from './stage/choose-stage.ts';
import { type Connection, connect } from './stage/connect.ts';
import { withDotenv } from './stage/dotenv.ts';
import { progressOn } from './terminal/progress.ts';
import { styleFor } from './terminal/style.ts';

/** parse → run → render, for the command that was typed. */
export async function runCommand<Options, Result>(
  command: CommandDefinition<Options, Result>,
  typed: Typed,
  host: Host,
  runner: string,
): Promise<ExitCode> {
  const options = command.parse(typed);
  Object.assign(host.environment, withDotenv(host.environment, join(host.root, '.env')));
  const flags = typed.flags as { stage?: string; endpoint?: string; json?: boolean };
  const choice = chooseStage(flags, host.environment);
  const connection = connectionOf(choice, host, runner);
  if (command.stage !== 'not needed') connection();
  const hint = (text: string): string => `${runner} ops ${text}${flagsOfHint(flags)}`;
  const runtime = runtimeOf(choice, connection, host, hint);
  const action = await command.load();
  const result = await action.run(options, runtime).catch((error: unknown) => {
    runtime.progress.status('');
    throw error instanceof OpsError
      ? error
      : explainError(error, { choice, connection: connection(), runner });
  });
  const code = action.exitCode?.(result, options) ?? ExitCode.ok;
  host.setExitCode(code);
  const view = { style: styleFor(host.stdout, host.environment), now: runtime.now(), hint };
  const text = flags.json
    ? JSON.stringify(action.json ? action.json(result) : result, null, 2)
    : action.render(result, view, options);
  if (text !== '') host.stdout.write(`${text}\n`);
  return code;
}

/** Connects once, when first asked for. */
function connectionOf(choice: StageChoice, host: Host, runner: string): () => Connection {
  let made: Connection | undefined;
  return () => {
    if (made !== undefined) return made;
    made = connect(choice, host.environment, host.root, runner);
    applyAwsEnvironment(host.environment, made);
    return made;
  };
}

/** A hint repeats what chose the stage, unless the user's settings choose it anyway. */
const flagsOfHint = (flags: { stage?: string; endpoint?: string }): string =>
  `${flags.stage ? ` --stage ${flags.stage}` : ''}${flags.endpoint ? ` --endpoint ${flags.endpoint}` : ''}`;

function runtimeOf(
  choice: StageChoice,
  connection: () => Connection,
  host: Host,
  hint: (text: string) => string,
): Runtime {
  let clients: ClientOf | undefined;
  const client: ClientOf = (clientClass) => {
    clients ??= clientsOf(connection());
    return clients(clientClass);
  };
  let parameters: ReturnType<Runtime['parameters']> | undefined;
  return {
    stage: choice.stage,
    endpoint: choice.endpoint,
    client,
    parameters: () => {
      parameters ??= import('./aws/parameters.ts').then(({ readParameters }) =>
        readParameters(client, choice.stage, host.signal),
      );
      return parameters;
    },
    progress: progressOn(host.stderr, styleFor(host.stderr, host.environment)),
    print: (line) => void host.stdout.write(`${line}\n`),
    now: () => new Date(),
    sleep: (ms) => after(ms, undefined, { signal: host.signal }),
    signal: host.signal,
    hint,
    fileOf: (name) => resolve(host.cwd, name),
    readStdin: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of host.stdin) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}
