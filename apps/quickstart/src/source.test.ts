import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sourceMonth, yellow } from '@tlc-elt/contracts';
import { expect, test } from 'vitest';
import { chooseSource, whyUnreachable } from './source.ts';

const month = sourceMonth('2024-09');

async function answering(
  status: number,
  headers: Record<string, string>,
  ask: (url: string) => Promise<void>,
): Promise<void> {
  // A process of its own: whyUnreachable waits for its child without turning this one's event loop.
  const { fork } = await import('node:child_process');
  const folder = await mkdtemp(join(tmpdir(), 'server-'));
  const script = join(folder, 'server.mjs');
  await writeFile(
    script,
    `import { createServer } from 'node:http';
    const server = createServer((_, res) => res.writeHead(${status}, ${JSON.stringify(headers)}).end());
    server.listen(0, '127.0.0.1', () => process.send(server.address().port));`,
  );
  const server = fork(script);
  try {
    const port = await new Promise((resolve) => server.once('message', resolve));
    await ask(`http://127.0.0.1:${port}`);
  } finally {
    server.kill();
    await rm(folder, { recursive: true });
  }
}

test.each<[number, Record<string, string>, string | undefined]>([
  [200, {}, undefined],
  [403, { server: 'AmazonS3' }, undefined],
  [403, { server: 'CloudFront' }, 'HTTP 403'],
  [503, {}, 'HTTP 503'],
])('a server that answers %i %j', async (status, headers, expected) => {
  await answering(status, headers, async (url) => expect(whyUnreachable(yellow, month, url)).toBe(expected));
});

test.each([
  [yellow, 'HTTP 404'],
  [{ ...yellow, baseUrl: 'https://data.harbour.example' }, undefined],
])('404 is an answer of a publisher other than the TLC', async (contract, expected) => {
  await answering(404, {}, async (url) => expect(whyUnreachable(contract, month, url)).toBe(expected));
});

/** An address that nobody answers at. */
async function nobody(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

test('nobody listens: the reason is named', async () => {
  expect(whyUnreachable(yellow, month, await nobody())).toBe('ECONNREFUSED');
});

test('where nobody answers, a lookup is made up beside the month', async () => {
  const generatedDir = await mkdtemp(join(tmpdir(), 'generated-'));
  await writeFile(join(generatedDir, 'yellow_tripdata_2024-09.parquet'), 'of an earlier start');
  const source = await chooseSource(yellow, month, {
    generatedDir,
    say: () => undefined,
    baseUrl: await nobody(),
  });
  expect(source).toEqual({ from: generatedDir, generated: true });
  const lookup = await readFile(join(generatedDir, 'misc/taxi_zone_lookup.csv'), 'utf8');
  expect(lookup).toMatch(/^# tlc-elt\.generated\n/);
  await rm(generatedDir, { recursive: true });
});

test('a folder that was asked for is taken as it is, and nothing is generated', async () => {
  const generatedDir = await mkdtemp(join(tmpdir(), 'generated-'));
  const said: string[] = [];
  const source = await chooseSource(yellow, month, {
    source: '/data',
    generatedDir,
    say: (line) => said.push(line),
  });
  expect([source, said, await readdir(generatedDir)]).toEqual([{ from: '/data', generated: false }, [], []]);
  await rm(generatedDir, { recursive: true });
});
