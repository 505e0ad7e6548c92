import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resourceTypes } from '../src/services/index.ts';

// Writes src/services/cloudformation/plan/registry.json from CloudFormation's own schemas of the types that are served, as
// cfn-lint bundles them; with --check says whether it is up to date. Needs PyPI.

/** The cfn-lint that lints the templates. */
const VERSION = '1.58.0';
const HASH = 'sha256:9d9f06043160756a6158f5c3f92a44ce38254b1c578127461608305bc8262987';
const TABLE = join(import.meta.dirname, '../src/services/cloudformation/plan/registry.json');

/** Prints the named types' schemas in a wheel of cfn-lint. */
const READ_WHEEL = `
import glob, json, sys, zipfile
wheel = zipfile.ZipFile(glob.glob(sys.argv[1] + "/*.whl")[0])
names = [name for name in wheel.namelist() if "/data/schemas/resources/" in name and name.endswith(".json")]
schemas = (json.loads(wheel.read(name)) for name in names)
json.dump({schema["typeName"]: schema for schema in schemas if schema["typeName"] in sys.argv[2:]}, sys.stdout)
`;

interface Schema {
  readonly createOnlyProperties?: readonly string[];
  readonly primaryIdentifier: readonly string[];
  readonly handlers?: Readonly<Record<string, { readonly permissions?: readonly string[] }>>;
}

function schemas(types: readonly string[]): Readonly<Record<string, Schema>> {
  const folder = mkdtempSync(join(tmpdir(), 'cfn-lint-'));
  try {
    const requirements = join(folder, 'requirements.txt');
    writeFileSync(requirements, `cfn-lint==${VERSION} --hash=${HASH}\n`);
    const download = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--require-hashes', '-d', folder];
    execFileSync('python3', [...download, '-r', requirements], { stdio: ['ignore', 'inherit', 'inherit'] });
    const printed = execFileSync('python3', ['-c', READ_WHEEL, folder, ...types], { maxBuffer: 2 ** 28 });
    return JSON.parse(printed.toString('utf8')) as Record<string, Schema>;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const names = (pointers: readonly string[] = []): string[] =>
  pointers.map((pointer) => pointer.replace('/properties/', ''));

/** What the engine asks of a schema. */
const entryOf = ({ createOnlyProperties, primaryIdentifier, handlers = {} }: Schema): object => ({
  identifier: names(primaryIdentifier),
  createOnly: names(createOnlyProperties).sort(),
  permissions: Object.fromEntries(
    ['create', 'update', 'delete'].map((handler) => [
      handler,
      [...new Set(handlers[handler]?.permissions)].sort(),
    ]),
  ),
});

const types = Object.keys(resourceTypes).filter(
  (type) => type.startsWith('AWS::') && type !== 'AWS::CDK::Metadata', // that one has no schema
);
const found = schemas(types);
const lines = types.sort().map((type) => {
  if (!found[type]) throw new Error(`cfn-lint ${VERSION} has no schema of ${type}`);
  return `${JSON.stringify(type)}:${JSON.stringify(entryOf(found[type]))}`;
});
const text = `{\n${lines.join(',\n')}\n}\n`;
if (!process.argv.includes('--check')) writeFileSync(TABLE, text);
else if (!existsSync(TABLE) || readFileSync(TABLE, 'utf8') !== text) {
  process.stderr.write(
    `${TABLE} is not what cfn-lint ${VERSION} says: run \`node packages/local-cloud/bin/registry.ts\`\n`,
  );
  process.exitCode = 1;
}
