import { join } from 'node:path';
import { printable, scriptRunner } from '@tlc-elt/contracts';
import { type Commands, commandsIn, StepFailed } from './commands.ts';
import { endScreen, type LocalRecord } from './end-screen.ts';
import { helpOf, parseOptions, type StartOptions, UsageError } from './options.ts';
import { obstacles, thisMachine } from './preflight/preflight.ts';
import { chooseSource } from './source.ts';
import { checkFolder } from './source-folder.ts';

const root = join(import.meta.dirname, '../../..');

/** What the command needs of the world around it. */
export interface World {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly say: (line: string) => void;
}

/** `pnpm start`: from a clone to a verified month; gives the exit code. */
export async function start({ argv, env, ...streams }: World): Promise<number> {
  // Paths, and what was typed, may hold what a terminal obeys.
  const out = (text: string): void => streams.out(printable(text, '\n'));
  const say = (line: string): void => streams.say(printable(line, '\n'));
  const command = `${scriptRunner(env)} start`;
  try {
    const options = parseOptions(argv, env.INIT_CWD ?? process.cwd());
    if (options === 'help') {
      out(helpOf(command));
      return 0;
    }
    if (options.source !== undefined) checkFolder(options.source, options.month);
    const missing = obstacles(thisMachine(root));
    for (const { what, cure } of missing) say(`${what}: ${cure}`);
    if (missing.length > 0) return 2;
    out(await loadMonth(options, env, say));
    return 0;
  } catch (error) {
    if (error instanceof StepFailed) return error.exitCode;
    if (!(error instanceof UsageError)) throw error;
    say(`${error.message}\nnext:  ${command} --help`);
    return 2;
  }
}

async function loadMonth(
  options: StartOptions,
  env: World['env'],
  say: (line: string) => void,
): Promise<string> {
  const commands = commandsIn(root);
  const generatedDir = join(env.TLC_LOCAL_DIR ?? join(root, '.local'), 'generated');
  // The build works on the processor's cores, the probe waits for the network: together they take the longer time.
  const [source] = await Promise.all([
    chooseSource(options.month, { source: options.source, generatedDir, say }),
    commands.build(),
  ]);
  const record = await localCloud(commands, source.from, options.engine);
  await commands.ops(['run', options.month, '--stage', 'local']);
  return endScreen(record, options.month, env);
}

async function localCloud(commands: Commands, source: string, engine?: string): Promise<LocalRecord> {
  const chosen = engine === undefined ? [] : ['--engine', engine];
  const flags = ['--stage', 'local', '--detach', '--replace', '--json'];
  return JSON.parse(await commands.local(['up', ...flags, '--source', source, ...chosen])) as LocalRecord;
}
