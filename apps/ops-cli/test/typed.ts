import { Command } from 'commander';
import { commands } from '../src/commands/index.ts';
import { addCommand } from '../src/program.ts';

/** Words of a command line, as a shell splits it; a redirection or a comment ends it. */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [, double, single, bare = ''] of line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)) {
    if (bare === '<' || bare === '|' || bare === '#') break;
    words.push(double ?? single ?? bare);
  }
  return words;
}

/** argv → name and options of the command, by the very grammar of `ops`; throws where it does not take them. */
export async function parseTyped(argv: readonly string[]): Promise<[name: string, options: unknown]> {
  let parsed: [string, unknown] | undefined;
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
  for (const command of commands)
    addCommand(program, command, 'pnpm', async (definition, operands, flags) => {
      parsed = [definition.name, definition.parse({ operands, flags })];
    });
  await program.parseAsync([...argv], { from: 'user' });
  if (parsed === undefined) throw new Error(`${argv.join(' ')} is no command`);
  return parsed;
}
