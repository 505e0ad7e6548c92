import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { plain, root } from './place.ts';
import { pythonWith } from './python.ts';

// `node src/s3-memory.ts [GB …]` (Linux): memory and seconds of the local cloud's S3, by boto3, after so many GB in
// and as many out; 2, 5 and 10 unless told.

const SERVE = join(root, 'packages/local-cloud/src/services/s3/testing/serve.ts');

const python = await pythonWith('boto3', ['boto3==1.42.97']);
const directory = mkdtempSync(join(tmpdir(), 'bench-s3-'));
const server = spawn(process.execPath, [SERVE, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  const env = JSON.parse(String((await lines.next()).value)) as NodeJS.ProcessEnv;
  const sizes = process.argv.length > 2 ? process.argv.slice(2) : ['2', '5', '10'];
  const args = [plain('s3_traffic.py'), String(server.pid), 'data', ...sizes];
  process.stdout.write(execFileSync(python, args, { env: { ...process.env, ...env }, encoding: 'utf8' }));
} finally {
  server.kill();
  rmSync(directory, { recursive: true, force: true });
}
