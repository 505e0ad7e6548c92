import { Command, type CommandUnknownOpts, type OptionValues } from '@commander-js/extra-typings';
import type { AnyCommand } from './command.ts';
import { example } from './commands/examples.ts';
import { EXIT_CODE_HELP } from './exit-code.ts';
import type { Host } from './runtime.ts';

type Act = (command: AnyCommand, operands: unknown[], flags: OptionValues) => Promise<void>;

/** The grammar of `ops`: calls `act` with the command that was typed. */
export function programOf(
  commands: readonly AnyCommand[],
  { stdout, stderr }: Pick<Host, 'stdout' | 'stderr'>,
  runner: string,
  act: Act,
): CommandUnknownOpts {
  const program = new Command()
    .name(`${runner} ops`)
    .description('Runs, checks and reads the pipeline of a stage, with AWS SDK clients only.')
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      getOutHelpWidth: () => stdout.columns ?? 110,
      getErrHelpWidth: () => stderr.columns ?? 110,
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
  $ ${runner} ops sql "SELECT COUNT(*) FROM ${example.table}"

${EXIT_CODE_HELP}`,
    );
  for (const command of commands) addCommand(program, command, runner, act);
  return program;
}

/** Adds a command with the flags that all have, its examples and the exit codes. */
function addCommand(program: CommandUnknownOpts, command: AnyCommand, runner: string, act: Act): void {
  const path = command.name.split(' ');
  const leaf = path.pop() ?? '';
  const commander: CommandUnknownOpts = command
    .grammar(path.reduce(group, program).command(leaf).description(command.summary))
    .option('--stage <stage>', 'local, dev or prod (default: TLC_STAGE, .env, local)')
    .option(
      '--endpoint <endpoint>',
      'local: the local cloud that runs this stage; aws (default: TLC_ENDPOINT)',
    )
    .option('--json', 'the result as JSON');
  if (command.exports)
    commander
      .option('--csv', 'all rows as CSV, to standard output or to --out')
      .option('--parquet', 'all rows as a parquet file, to --out')
      .option('--out <file>', 'write the result to a file: .csv, .parquet or .json');
  commander
    .addHelpText(
      'after',
      `\nExamples:\n${command.examples.map((example) => `  $ ${runner} ops ${example}\n`).join('')}\nStages and exit codes: ${runner} ops --help`,
    )
    .action(() => act(command, commander.processedArgs, commander.opts()));
}

const groups: Readonly<Record<string, string>> = {
  contract: 'The data contract: show its mapping, check files by it, learn it from files, export it.',
  schedule: 'The monthly schedule: show it, or fire it now.',
};

/** The command that groups others (`schedule`), made on first need; alone it is a usage error that shows its help. */
function group(parent: CommandUnknownOpts, name: string): CommandUnknownOpts {
  const known = parent.commands.find((command) => command.name() === name);
  return known ?? parent.command(name).description(groups[name] ?? name);
}
