import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadAssembly, startCloud } from './cloud.ts';
import { Children } from './kernel/children.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloud-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a child that cannot be started is told to who asked, and ends nobody else', async () => {
  const children = new Children(join(folder, 'children.json'));
  const child = children.spawn(process.execPath, ['-e', '0'], { cwd: join(folder, 'none') });
  await once(child, 'error').catch((error: NodeJS.ErrnoException) => expect(error.code).toBe('ENOENT'));
  children.spawn(join(folder, 'no-such-program'), [], {}); // nobody listens
  await new Promise((later) => setTimeout(later, 50));
  expect(child.pid).toBeUndefined();
});

test('once all children were ended, nothing is written of them any more', async () => {
  const path = join(folder, 'children.json');
  const children = new Children(path);
  const args = ['-e', 'setInterval(() => {}, 1000)'];
  const started = [1, 2].map(() => children.spawn(process.execPath, args, { stdio: 'ignore' }));
  expect(JSON.parse(readFileSync(path, 'utf8'))).toHaveLength(2);
  await children.killAll();
  expect(started.map(({ signalCode }) => signalCode)).toEqual(['SIGKILL', 'SIGKILL']);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual([]);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test('where a service cannot start, nothing listens any more', async () => {
  writeFileSync(join(folder, 'stack.json'), '{"Resources":{}}');
  const events = join(folder, 'state/lambda/events');
  mkdirSync(events, { recursive: true });
  writeFileSync(join(events, 'torn.json'), '{"function":');
  const port = await freePort();
  const starting = startCloud({
    holds: (endpoint) => loadAssembly(folder, endpoint),
    stateDir: join(folder, 'state'),
    sharedDir: join(folder, 'shared'),
    port,
    log: () => undefined,
    token: 'test',
  });
  await expect(starting).rejects.toThrow('JSON');
  const socket = createConnection({ port, host: '127.0.0.1' });
  const refused = await new Promise((resolve) => socket.once('error', resolve).once('connect', resolve));
  expect((refused as NodeJS.ErrnoException | undefined)?.code).toBe('ECONNREFUSED');
});
