import type { Command } from 'commander';
import type { AnyCommand } from './commands/index.ts';
import { EXIT_CODE_HELP } from './exit-code.ts';
import type { Host } from './host.ts';

type Act = (
  command: AnyCommand,
  operands: readonly string[],
  flags: Record<string, unknown>,
) => Promise<void>;

/** `ops` itself: description, and streams for help and complaints. */
export function describeProgram(program: Command, host: Host, runner: string): Command {
  return program
    .name(`${runner} ops`)
    .description('Runs, checks and reads the pipeline of a stage, with AWS SDK clients only.')
    .configureOutput({
      writeOut: (text) => void host.stdout.write(text),
      writeErr: (text) => void host.stderr.write(text),
      getOutHelpWidth: () => host.stdout.columns ?? 110,
      getErrHelpWidth: () => host.stderr.columns ?? 110,
    })
    .configureHelp({ showGlobalOptions: false })
    .exitOverride()
    .showHelpAfterError('(see --help)')
    .addHelpText(
      'after',
      `
Stage: --stage, else TLC_STAGE, else .env in the clone, else local.

Examples:
  $ ${runner} ops run 2024-09
  $ ${runner} ops verify
  $ ${runner} ops sql "SELECT COUNT(*) FROM yellow_trips"

${EXIT_CODE_HELP}`,
    );
}

/** Adds a command with the flags that all have, its examples and the exit codes. */
export function addCommand(program: Command, definition: AnyCommand, runner: string, act: Act): void {
  const path = definition.name.split(' ');
  const leaf = path.pop() ?? '';
  const command = path.reduce(group, program).command(leaf).description(definition.summary);
  definition.declare(command);
  command
    .option('--stage <stage>', 'local, dev or prod (default: TLC_STAGE, .env, local)')
    .option(
      '--endpoint <endpoint>',
      'local: the local cloud that runs this stage; aws (default: TLC_ENDPOINT)',
    )
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      `\nExamples:\n${definition.examples.map((example) => `  $ ${runner} ops ${example}\n`).join('')}\n${EXIT_CODE_HELP}`,
    )
    .action(() => act(definition, command.args, command.opts()));
}

const groups: Readonly<Record<string, string>> = {
  contract: 'The data contract: show its mapping, or check a file by it.',
  schedule: 'The monthly schedule: show it, or fire it now.',
};

/** The command that groups others (`schedule`), made on first need; alone it is a usage error that shows its help. */
function group(parent: Command, name: string): Command {
  const known = parent.commands.find((command) => command.name() === name);
  return known ?? parent.command(name).description(groups[name] ?? name);
}
