import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calledServices } from '../src/support-page.ts';
import { format, type Source, trimmed } from './trim-model.ts';

// Writes src/aws/model/data from botocore's models of AWS; with --check says whether it is up to date. Needs PyPI.

/** The botocore of the boto3 by which the conformance tests speak: 1.43, the newest of the pinned Python clients. */
const VERSION = '1.43.127';
const HASH = 'sha256:aa0e3188679a2164a2098a14ea9b59520520cb573aaee9999d852480691e134a';
const DATA = join(import.meta.dirname, '../src/aws/model/data');
/** botocore's folders of services whose signing names differ. */
const FOLDERS: Readonly<Record<string, string>> = { monitoring: 'cloudwatch', states: 'stepfunctions' };

/** Prints the newest model of each named service in a wheel of botocore. */
const READ_WHEEL = `
import glob, gzip, json, sys, zipfile
wheel = zipfile.ZipFile(glob.glob(sys.argv[1] + "/*.whl")[0])
def newest(service):
    paths = [n for n in wheel.namelist() if n.startswith("botocore/data/%s/" % service) and n.endswith("/service-2.json.gz")]
    return json.loads(gzip.decompress(wheel.read(max(paths))))
json.dump({service: newest(service) for service in sys.argv[2:]}, sys.stdout)
`;

function sources(services: readonly string[]): Readonly<Record<string, Source>> {
  const folder = mkdtempSync(join(tmpdir(), 'botocore-'));
  try {
    const requirements = join(folder, 'requirements.txt');
    writeFileSync(requirements, `botocore==${VERSION} --hash=${HASH}\n`);
    const download = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--require-hashes', '-d', folder];
    execFileSync('python3', [...download, '-r', requirements], { stdio: ['ignore', 'inherit', 'inherit'] });
    const printed = execFileSync('python3', ['-c', READ_WHEEL, folder, ...services], { maxBuffer: 2 ** 28 });
    return JSON.parse(printed.toString('utf8')) as Record<string, Source>;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const served = new Map(calledServices.map(({ name, operations }) => [name, Object.keys(operations)]));
const folderOf = (service: string): string => FOLDERS[service] ?? service;
const models = sources([...served.keys()].map(folderOf));
for (const [service, operations] of served) {
  const source = models[folderOf(service)];
  if (!source) throw new Error(`botocore ${VERSION} has no model of ${folderOf(service)}`);
  const path = join(DATA, `${service}.json`);
  const text = format(trimmed(service, source, operations, VERSION));
  if (!process.argv.includes('--check')) writeFileSync(path, text);
  else if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
    process.stderr.write(
      `${path} is not what botocore ${VERSION} says: run \`node packages/local-cloud/bin/models.ts\`\n`,
    );
    process.exitCode = 1;
  }
}
