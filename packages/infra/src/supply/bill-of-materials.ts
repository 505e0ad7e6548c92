import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A part of the bill: CycloneDX's `component`, as far as it is read here. */
export interface Component {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly 'bom-ref': string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}

export interface Bill {
  readonly bomFormat: string;
  readonly components: readonly Component[];
}

/** Locks of Python: what Glue's jobs, the tests and the linters are installed from, each file by its hashes. */
export const pythonLocks = [
  'glue-scripts/requirements/spark.txt',
  'glue-scripts/requirements/test.txt',
  'packages/infra/requirements-audit.txt',
  'packages/infra/requirements-lint.txt',
  'packages/local-cloud/testing/python-clients.txt',
];

/** What a lock of pip pins; a package of several files has as many hashes. */
export function pinned(lock: string): Component[] {
  const entries = lock.replaceAll('\\\n', ' ').matchAll(/^([\w.-]+)==([^\s;]+)(.*)$/gm);
  return [...entries].map(([, name = '', version = '', rest = '']) => {
    const purl = `pkg:pypi/${name.toLowerCase().replaceAll('_', '-')}@${version}`;
    const hashes = [...rest.matchAll(/--hash=sha256:([0-9a-f]{64})/g)];
    return {
      ...{ type: 'library', name, version, purl, 'bom-ref': purl },
      hashes: hashes.map(([, content = '']) => ({ alg: 'SHA-256', content })),
    };
  });
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
