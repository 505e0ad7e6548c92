import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { getCompileCacheDir } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { type Place, UserError } from './place.ts';

/** Runs a script of the repository to its end; throws with all that it said. */
function run(what: string, cwd: string, args: readonly string[], env: NodeJS.ProcessEnv): void {
  const { status, stderr, stdout } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`${what} failed:\n${stdout}${stderr}`);
}

/** Whether a folder is not built, or a file that it is built from is younger. */
function isStale(root: string, path: string, sources: readonly string[]): boolean {
  const folder = join(root, path);
  if (!existsSync(folder)) return true;
  const { mtimeMs } = statSync(folder);
  return sources
    .flatMap((source) => readdirSync(join(root, source), { recursive: true, withFileTypes: true }))
    .some(
      (entry) =>
        entry.isFile() &&
        !entry.name.endsWith('.pyc') &&
        statSync(join(entry.parentPath, entry.name)).mtimeMs > mtimeMs,
    );
}

/** What the CDK's own validation finds are warnings, which nobody would read here; it takes longer than all else of a synthesis. */
const NO_VALIDATION = { CDK_VALIDATION: 'false' };

/** Synthesizes a stage, once what it needs is built, and gives the assembly's folder; throws with what was said. */
export function synthesize(
  { root, configuration, say }: Place,
  stage: string,
  options: Readonly<Record<string, string>>,
): string {
  const { script, assembly, assemblyVariable, needs, build } = configuration.synthesis;
  if (script === '')
    throw new UserError('this repository has no local-cloud.json: give an assembly by --assembly DIR');
  if (Object.entries(needs).some(([path, sources]) => isStale(root, path, sources))) {
    say('building what is deployed');
    run('the build', root, build, process.env);
    for (const path of Object.keys(needs)) utimesSync(join(root, path), new Date(), new Date()); // a build from a cache leaves the times as they were
  }
  const cwd = resolve(root, dirname(script), '..');
  // A synthesis mostly compiles its packages, the same each time: Node keeps that where it keeps this command's.
  const env = {
    ...NO_VALIDATION,
    NODE_COMPILE_CACHE: getCompileCacheDir(),
    ...process.env,
    [configuration.variables.stage]: stage,
    ...options,
  };
  run(`the synthesis of stage ${stage}`, cwd, [join(root, script)], env);
  const elsewhere = process.env[assemblyVariable];
  return elsewhere === undefined ? join(root, assembly.replace('{stage}', stage)) : resolve(cwd, elsewhere);
}

/** What the CDK says of an assembly and does not deploy. */
const WORDS = ['tree.json', 'validation-report.json'];

/** Files that make an assembly: a CDK assembly names its assets by content, a plain folder is all that lies in it. */
function filesOf(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  if (existsSync(join(path, 'manifest.json')))
    return readdirSync(path)
      .filter((file) => file.endsWith('.json') && !WORDS.includes(file))
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
