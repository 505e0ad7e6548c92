import { join } from 'node:path';
import {
  type DatasetContract,
  DEFAULT_DATASET,
  datasetOf,
  printable,
  type SourceMonth,
  scriptRunner,
} from '@tlc-elt/contracts';
import { type Commands, commandsIn, StepFailed } from './commands.ts';
import { endScreen, type LocalRecord, whereScreen } from './end-screen.ts';
import { DEFAULT_MONTH, helpOf, parseOptions, type StartOptions, TLC, UsageError } from './options.ts';
import { obstacles, thisMachine } from './preflight/preflight.ts';
import { chooseSource } from './source.ts';
import { checkFolder, rememberedFolder } from './source-folder.ts';

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
    const place = placeOf(env);
    const contract = datasetOf(options.dataset ?? DEFAULT_DATASET);
    const chosen = chosenMonths(contract, options, place, say);
    const missing = obstacles(thisMachine(root));
    for (const { what, cure } of missing) say(`${what}: ${cure}`);
    if (missing.length > 0) return 2;
    return await loadMonths({ ...chosen, contract, engine: options.engine }, place, { env, out, say });
  } catch (error) {
    if (error instanceof StepFailed) return error.exitCode;
    if (!(error instanceof UsageError)) throw error;
    say(`${error.message}\nnext:  ${command} --help`);
    return 2;
  }
}

interface Place {
  readonly generatedDir: string;
  /** The local cloud's note of the source of its last start. */
  readonly lastSource: string;
}

function placeOf(env: World['env']): Place {
  const folder = env.TLC_LOCAL_DIR ?? join(root, '.local');
  return { generatedDir: join(folder, 'generated'), lastSource: join(folder, 'local/source') };
}

interface Chosen {
  /** Oldest first; those of the folder where none was named. */
  readonly months: readonly SourceMonth[];
  readonly source?: string;
}

/** What to load, and from which folder: the one that was named, else that of the last start; throws UsageError. */
function chosenMonths(
  contract: DatasetContract,
  { month, source }: StartOptions,
  place: Place,
  say: (line: string) => void,
): Chosen {
  const remembered = source === undefined ? rememberedFolder(place.lastSource) : undefined;
  const folder = source ?? (remembered === place.generatedDir ? undefined : remembered);
  if (folder === undefined || folder === TLC) return { months: [month ?? DEFAULT_MONTH] };
  if (source === undefined) say(`from ${folder}, as at the last start (--source ${TLC} asks the TLC)`);
  const there = checkFolder(contract, folder, month);
  return { months: month === undefined ? there : [month], source: folder };
}

async function loadMonths(
  {
    contract,
    months,
    source,
    engine,
  }: Chosen & { readonly contract: DatasetContract; readonly engine: StartOptions['engine'] },
  { generatedDir }: Place,
  { env, out, say }: Omit<World, 'argv'>,
): Promise<number> {
  const commands = commandsIn(root);
  const last = months.at(-1) ?? DEFAULT_MONTH;
  // The build works on the processor's cores, the probe waits for the network: together they take the longer time.
  const [{ from }] = await Promise.all([
    chooseSource(contract, last, { source, generatedDir, say }),
    commands.build(),
  ]);
  const record = await localCloud(commands, from, engine);
  const exitCode = await commands.ops(['run', ...months, '--dataset', contract.dataset, '--stage', 'local']);
  out(exitCode === 0 ? endScreen(record, contract, last, env) : whereScreen(record, env));
  return exitCode;
}

async function localCloud(commands: Commands, source: string, engine?: string): Promise<LocalRecord> {
  const chosen = engine === undefined ? [] : ['--engine', engine];
  const flags = ['--stage', 'local', '--detach', '--replace', '--json'];
  return JSON.parse(await commands.local(['up', ...flags, '--source', source, ...chosen])) as LocalRecord;
}
