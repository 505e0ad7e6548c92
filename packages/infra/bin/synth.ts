import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { builds, createApp } from '../src/app.ts';
import { stageConfig } from '../src/config/stages.ts';

// Writes the assembly of one stage to cdk.out/<stage>, whole or not at all.
const config = stageConfig(process.env);
const home = join(import.meta.dirname, '..');
const target = process.env.TLC_ASSEMBLY_DIR ?? join(home, 'cdk.out', config.stage);
const { context } = JSON.parse(readFileSync(join(home, 'cdk.json'), 'utf8'));
rmSync(`${target}.partial`, { recursive: true, force: true });
mkdirSync(dirname(target), { recursive: true });
createApp(config, builds, { outdir: `${target}.partial`, context }).synth();
const old = mkdtempSync(`${target}.old-`);
rmSync(old, { recursive: true, force: true });
try {
  renameSync(target, old);
} catch {
  // there was none
}
renameSync(`${target}.partial`, target);
rmSync(old, { recursive: true, force: true });
console.error(`synthesized stage ${config.stage} (${config.transformEngine}) to ${target}`);
