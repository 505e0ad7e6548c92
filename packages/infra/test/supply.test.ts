import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from '../src/config/environment.ts';
import { stageConfig } from '../src/config/stages.ts';
import { jobDefinitions } from '../src/jobs/job-definitions.ts';
import { billOfMaterials } from '../src/supply/bill-of-materials.ts';
import { pinned, pythonLocks } from '../src/supply/python-locks.ts';
import { temporaryFolder } from './builds.ts';

const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(text('package.json')) as {
  packageManager: string;
  engines: { pnpm: string };
  optionalDependencies: Record<string, string>;
};
const [pnpm = ''] = manifest.packageManager.split('+sha512.');
const git = (...args: string[]): string[] =>
  spawnSync('git', args, { cwd: root, encoding: 'utf8' })
    .stdout.split('\n')
    .filter((line) => line !== '');

describe('pnpm', () => {
  test('is one version, wherever the clone names it', () => {
    const named = git('grep', '-hoE', 'pnpm@[0-9][0-9.]*', '--', ':!pnpm-lock.yaml');
    expect(named.length).toBeGreaterThan(100);
    expect(new Set(named)).toEqual(new Set([pnpm]));
    expect(`pnpm@${manifest.engines.pnpm}`).toBe(pnpm);
  });

  test('is in CI a program of that version by its hash, and never fetched by name', () => {
    const { packages } = JSON.parse(text('.ci/pnpm/package-lock.json')) as {
      packages: Record<string, unknown>;
    };
    for (const cpu of ['x64', 'arm64'])
      expect(packages[`node_modules/@pnpm/exe.linux-${cpu}`]).toMatchObject({
        version: manifest.engines.pnpm,
        integrity: expect.stringMatching(/^sha512-/),
      });
    // The last line of .ci/run is the README's own test command: it installs nothing.
    const [readmes = ''] = /^npx -y pnpm@\S+ test$/m.exec(text('README.md').replaceAll(/ +#.*$/gm, '')) ?? [];
    expect(text('.ci/run')).toMatch(new RegExp(`\n${readmes}\n$`));
    for (const file of ['.ci/run', ...git('ls-files', '.github')])
      expect(text(file).replace(`\n${readmes}\n`, '\n'), file).not.toMatch(/\b(npx|corepack)\b|pnpm@/);
  });

  test('of another content than its hash is not installed', { timeout: 120_000 }, () => {
    const folder = temporaryFolder('pnpm');
    const install = () => spawnSync('npm', ['ci'], { cwd: folder, encoding: 'utf8' });
    cpSync(join(root, '.ci/pnpm/package.json'), join(folder, 'package.json'));
    const right = text('.ci/pnpm/package-lock.json');
    writeFileSync(join(folder, 'package-lock.json'), right);
    expect(install().status).toBe(0);
    const program = join(folder, `node_modules/@pnpm/exe.linux-${process.arch}/pnpm`);
    expect(existsSync(program)).toBe(true);
    const wrong = `sha512-${Buffer.alloc(64).toString('base64')}`;
    writeFileSync(join(folder, 'package-lock.json'), right.replaceAll(/sha512-[^"]+/g, wrong));
    install(); // what is optional and cannot be had is left out
    expect(existsSync(program)).toBe(false);
  });

  test('of another version installs nothing, and says which one is wanted', { timeout: 60_000 }, () => {
    const folder = temporaryFolder('engines');
    const wanted = { name: 'x', private: true, engines: { pnpm: '0.0.1' } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(wanted));
    cpSync(join(root, 'pnpm-workspace.yaml'), join(folder, 'pnpm-workspace.yaml'));
    const { status, stdout, stderr } = spawnSync('npx', ['-y', pnpm, 'install'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(status).not.toBe(0);
    expect(`${stdout}${stderr}`).toContain('ERR_PNPM_UNSUPPORTED_ENGINE');
  });
});

interface Lock {
  readonly packages: Record<string, { readonly resolution: { readonly integrity?: string } }>;
}
const lock = parse(text('pnpm-lock.yaml')) as Lock;

describe('what the lock of pnpm names', () => {
  test('comes by its hash, the Node that runs the scripts included', () => {
    for (const [name, { resolution }] of Object.entries(lock.packages))
      expect(resolution.integrity, name).toMatch(/^sha512-/);
    const nodes = Object.entries(manifest.optionalDependencies).map(
      ([name, version]) => `${name}@${version}`,
    );
    expect(nodes.length).toBe(4);
    expect(Object.keys(lock.packages)).toEqual(expect.arrayContaining(nodes));
    expect(process.execPath).toMatch(new RegExp(`node_modules/.*(${nodes.join('|')})/`));
  });

  test('runs no script of its own when it is installed: none can fetch what no lock names', () => {
    const { allowBuilds } = parse(text('pnpm-workspace.yaml')) as { allowBuilds: Record<string, boolean> };
    expect(Object.values(allowBuilds)).not.toContain(true);
  });
});

test('every lock of pip has its hashes, and every pip of the clone asks for them', () => {
  expect(git('grep', '-lE', '--', '--hash=sha256:[0-9a-f]{64}', '*.txt').sort()).toEqual(pythonLocks);
  for (const file of pythonLocks)
    for (const { name, hashes } of pinned(text(file)))
      expect(hashes?.length, `${file}: ${name}`).toBeGreaterThan(0);
});

test("the modules of Glue's Python Shell are all that its Python 3.9 needs, and PyPI has them by their hashes", {
  timeout: 120_000,
}, () => {
  const folder = temporaryFolder('wheels');
  const pip = (...args: string[]) => spawnSync('python3', ['-m', 'pip', ...args], { encoding: 'utf8' });
  const glue = ['--only-binary', ':all:', '--implementation', 'cp', '--python-version', '3.9'];
  const platforms = ['2_17', '2_26'].flatMap((glibc) => ['--platform', `manylinux_${glibc}_x86_64`]);
  const locked = ['--require-hashes', '-r', join(root, 'packages/infra/src/jobs/modules.txt')];
  const downloaded = pip('download', '--quiet', '--no-deps', ...glue, ...platforms, ...locked, '-d', folder);
  expect(downloaded.status, downloaded.stderr).toBe(0);
  // Without an index pip fails where a module needs what is not among them.
  const alone = ['--no-index', '--find-links', folder, '--target', join(folder, 'installed')];
  for (const { runtime } of jobDefinitions(stageConfig({ TLC_ENGINE: 'duckdb' }))) {
    if (runtime.kind !== 'pythonshell') continue;
    const { status, stderr } = pip(
      'install',
      '--dry-run',
      ...glue,
      ...platforms,
      ...alone,
      ...runtime.modules,
    );
    expect(status, stderr).toBe(0);
  }
});

describe('the bill of materials', () => {
  test('names each package of every lock, by version and hash', { timeout: 60_000 }, () => {
    const { bomFormat, components } = billOfMaterials(root);
    expect(bomFormat).toBe('CycloneDX');
    const named = new Set(components.map(({ purl }) => decodeURIComponent(purl)));
    const npm = Object.keys(lock.packages).map((name) => `pkg:npm/${name}`);
    const python = pythonLocks.flatMap((file) => pinned(text(file)).map(({ purl }) => purl));
    expect([...npm, ...python].filter((purl) => !named.has(purl))).toEqual([]);
    expect(python).toContain('pkg:pypi/duckdb@1.4.5');
  });
});
