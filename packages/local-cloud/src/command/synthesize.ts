import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** The repository's own synthesis: this command line is all that the local cloud knows of it. */
const SYNTH = 'packages/infra/bin/synth.ts';
/** Where the synthesis puts a stage: it takes the folder of TLC_ASSEMBLY_DIR where that is set. */
const assemblyOf = (root: string, stage: string): string =>
  resolve(root, 'packages/infra', process.env.TLC_ASSEMBLY_DIR ?? join('cdk.out', stage));

/** Synthesizes a stage and gives the assembly's folder; throws with what the synthesis said. */
export function synthesize(root: string, stage: string, engine: string | undefined): string {
  const { status, stderr, stdout } = spawnSync(process.execPath, [join(root, SYNTH)], {
    cwd: join(root, 'packages/infra'),
    encoding: 'utf8',
    env: { ...process.env, TLC_STAGE: stage, ...(engine === undefined ? {} : { TLC_ENGINE: engine }) },
  });
  const directory = assemblyOf(root, stage);
  if (status !== 0 || !existsSync(join(directory, 'manifest.json')))
    throw new Error(`synthesis of stage ${stage} failed:\n${stdout}${stderr}`);
  return directory;
}

/** Files that make an assembly: a CDK assembly names its assets by content, a plain folder is all that lies in it. */
function filesOf(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  if (existsSync(join(path, 'manifest.json')))
    return readdirSync(path)
      .filter((file) => file.endsWith('.json') && file !== 'tree.json')
      .map((file) => join(path, file));
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Says whether two assemblies are the same, with the same parameters. */
export function assemblyHash(path: string, parameters: Readonly<Record<string, string>>): string {
  const hash = createHash('sha256').update(JSON.stringify(Object.entries(parameters).sort()));
  for (const file of filesOf(path).sort())
    hash.update(`${relative(path, file)}\n`).update(readFileSync(file));
  return hash.digest('hex');
}
