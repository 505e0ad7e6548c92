import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pythonWith } from './python.ts';

/** An S3 server that is not ours, so that the plain scripts owe us nothing. */
export interface Ministack {
  readonly env: NodeJS.ProcessEnv;
  stop(): void;
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** Starts ministack's S3, persistent as a local stage is, with one bucket. */
export async function ministack(bucket: string): Promise<Ministack> {
  const bin = await pythonWith('ministack', ['ministack==1.5.33'], 'ministack');
  const data = mkdtempSync(join(tmpdir(), 'ministack-'));
  const port = await freePort();
  const child: ChildProcess = spawn(bin, [], {
    stdio: 'ignore',
    env: {
      ...process.env,
      GATEWAY_PORT: String(port),
      SERVICES: 's3',
      BIND_HOST: '127.0.0.1',
      S3_PERSIST: '1',
      PERSIST_STATE: '1',
      S3_DATA_DIR: join(data, 's3'),
      STATE_DIR: join(data, 'state'),
    },
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await until(async () => (await fetch(`${endpoint}/${bucket}`, { method: 'PUT' })).ok);
  return {
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_DEFAULT_REGION: 'us-east-1',
      NO_PROXY: '127.0.0.1',
    },
    stop: () => {
      child.kill('SIGKILL');
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function until(ready: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await ready().catch(() => false)) return;
    await sleep(50);
  }
  throw new Error('ministack does not answer');
}
