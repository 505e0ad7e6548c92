import { Command, CommanderError } from 'commander';
import { type AnyCommand, commands } from './commands/index.ts';
import { OpsError, UsageError } from './errors.ts';
import { ExitCode } from './exit-code.ts';
import type { Host } from './host.ts';
import { addCommand, describeProgram } from './program.ts';
import { runCommand } from './run-command.ts';
import { scriptRunner } from './terminal/hint.ts';
import { styleFor } from './terminal/style.ts';

/** The whole of `ops` for one command line. */
export async function main(argv: readonly string[], host: Host): Promise<ExitCode> {
  const runner = scriptRunner(host.environment);
  const code = await dispatch(argv, host, runner).catch((error: unknown) => report(error, host));
  host.setExitCode(code);
  return code;
}

async function dispatch(argv: readonly string[], host: Host, runner: string): Promise<ExitCode> {
  let code: ExitCode = ExitCode.ok;
  const program = describeProgram(new Command(), host, runner);
  const act = async (command: AnyCommand, operands: readonly string[], flags: Record<string, unknown>) => {
    code = await runCommand(command, { operands, flags }, host, runner);
  };
  for (const command of commands) addCommand(program, command, runner, act);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    // Commander has written help or its complaint by itself; help is what was asked for, the rest is usage.
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  }
  return code;
}

function report(error: unknown, host: Host): ExitCode {
  const style = styleFor(host.stderr, host.environment);
  if (!(error instanceof OpsError)) {
    host.stderr.write(
      `${style.red('ops has a fault')}: ${error instanceof Error ? error.stack : String(error)}\n`,
    );
    return ExitCode.failed;
  }
  const label = error.exitCode === ExitCode.interrupted ? '' : `${style.red('error')}: `;
  host.stderr.write(`${label}${error.message}\n`);
  if (error.next) host.stderr.write(`${style.dim('next')}:  ${error.next}\n`);
  if (error instanceof UsageError && !error.next) host.stderr.write('see --help\n');
  return error.exitCode;
}
