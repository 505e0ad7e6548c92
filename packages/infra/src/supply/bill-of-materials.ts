import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Component, pinned, pythonLocks } from './python-locks.ts';

export interface Bill {
  readonly bomFormat: string;
  readonly components: readonly Component[];
}

/** The software bill of materials of a clone, as CycloneDX: pnpm's of its own lock, and what the locks of pip pin. */
export function billOfMaterials(root: string): Bill {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--lockfile-only'];
  const { status, stdout, stderr, error } = spawnSync('pnpm', args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error || status !== 0) throw new Error(`pnpm ${args.join(' ')}: ${error ?? stderr}`);
  const bill = JSON.parse(stdout) as Bill;
  const python = pythonLocks.flatMap((file) => pinned(readFileSync(join(root, file), 'utf8')));
  const parts = new Map([...bill.components, ...python].map((part) => [part['bom-ref'], part]));
  return { ...bill, components: [...parts.keys()].sort().flatMap((ref) => parts.get(ref) ?? []) };
}
