import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { folderWith } from '../../../testing/template-cloud.ts';

test('what Node has compiled for an invocation is kept before the process is killed', async () => {
  const folder = folderWith({ 'code/index.js': 'exports.handler = async (event) => event;' });
  const cache = join(folder, 'cache');
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bootstrap.mjs')], {
    env: {
      _HANDLER: 'index.handler',
      LAMBDA_TASK_ROOT: join(folder, 'code'),
      LOCAL_CLOUD_COMPILE_CACHE: cache,
    },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const kept = (): number => (existsSync(cache) ? readdirSync(cache, { recursive: true }).length : 0);
  try {
    const [requests, answers] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
    requests.write(
      `${JSON.stringify({ requestId: '1', event: '{"a":1}', deadline: Date.now() + 60_000 })}\n`,
    );
    const [answer] = await once(answers, 'data');
    expect(JSON.parse(String(answer))).toEqual({ payload: '{"a":1}' });
    await expect.poll(kept, { timeout: 60_000 }).toBeGreaterThan(1); // the folder of Node's version has a file
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
    rmSync(folder, { recursive: true });
  }
}, 120_000);
