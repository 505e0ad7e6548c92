import { commands } from '../src/commands/index.ts';
import { programOf } from '../src/program.ts';

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
  const nowhere = { write: () => {} };
  const streams = { stdout: nowhere, stderr: nowhere };
  const program = programOf(commands, streams, 'pnpm', async (command, operands, flags) => {
    parsed = [command.name, command.parse(operands, flags)];
  });
  await program.parseAsync([...argv], { from: 'user' });
  if (parsed === undefined) throw new Error(`${argv.join(' ')} is no command`);
  return parsed;
}
