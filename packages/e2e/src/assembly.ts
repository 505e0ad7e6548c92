import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './place.ts';
import { run } from './process.ts';

export interface Synthesis {
  readonly stage: 'local' | 'dev';
  readonly engine?: 'duckdb' | 'spark' | undefined;
}

/** Synthesizes a stage into a folder of its own. */
export async function synthesized({ stage, engine }: Synthesis): Promise<string> {
  const target = mkdtempSync(join(process.env.TLC_E2E_ASSEMBLIES ?? tmpdir(), `tlc-assembly-${stage}-`));
  const env = {
    ...process.env,
    ...{ TLC_STAGE: stage, TLC_ASSEMBLY_DIR: target },
    ...(engine === undefined ? {} : { TLC_ENGINE: engine }),
  };
  const { code, stderr } = await run(process.execPath, [join(root, 'packages/infra/bin/synth.ts')], {
    cwd: join(root, 'packages/infra'),
    env,
  });
  if (code !== 0) throw new Error(`synthesis of stage ${stage} failed: ${stderr}`);
  return target;
}
