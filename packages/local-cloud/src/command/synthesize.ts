import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The repository's own synthesis: this command line is all that the local cloud knows of it. */
const SYNTH = 'packages/infra/bin/synth.ts';
const assemblyOf = (root: string, stage: string): string => join(root, 'packages/infra/cdk.out', stage);

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

/** Says whether two assemblies are the same: templates and manifests name their assets by content. */
export function assemblyHash(directory: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(directory)
    .filter((file) => file.endsWith('.json') && file !== 'tree.json')
    .sort()) {
    hash.update(`${name}\n`).update(readFileSync(join(directory, name)));
  }
  return hash.digest('hex');
}
