import type { RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Listening, listen } from '@tlc-elt/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { post, waitOf } from './post.ts';

const MESSAGE = { text: 'é', blocks: [] };
const SECRET = 'T000-B000-xyz';

let answers: RequestListener[];
let bodies: string[];
let pauses: number[];
let chat: Listening;
beforeEach(async () => {
  answers = [];
  bodies = [];
  pauses = [];
  chat = await listen(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    bodies.push(Buffer.concat(parts).toString());
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer) answer(request, response);
    else response.end('ok');
  });
});
afterEach(() => chat.close());

const answer =
  (status: number, body = '', headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response.writeHead(status, headers).end(body);

/** Posts with pauses that take no time; what was thrown, as text. */
async function posted(left = 60_000, tryMs?: number, url = chat.url): Promise<string> {
  const pause = async (ms: number): Promise<void> => void pauses.push(ms);
  try {
    await post(new URL(`/services/${SECRET}`, url), MESSAGE, {
      left: () => left,
      pause,
      ...(tryMs ? { tryMs } : {}),
    });
    return 'told';
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message}`;
  }
}

test('a message is posted once, as JSON', async () => {
  const types: unknown[] = [];
  answers = [
    ({ method, headers, url }, response) => {
      types.push(method, headers['content-type'], url);
      response.end('ok');
    },
  ];
  expect([await posted(), bodies, types]).toEqual([
    'told',
    [JSON.stringify(MESSAGE)],
    ['POST', 'application/json; charset=utf-8', `/services/${SECRET}`],
  ]);
});

test('what passes is tried again: after the time that the chat names, else after ever longer ones', async () => {
  answers = [
    answer(500, 'rollup_error'),
    answer(429, 'rate_limited', { 'retry-after': '7' }),
    answer(503),
    answer(200, 'ok'),
  ];
  expect([await posted(), pauses, bodies.length]).toEqual(['told', [1000, 7000, 4000], 4]);
});

test('not for ever', async () => {
  answers = [answer(500)];
  expect(await posted()).toBe(
    'NotTold: the chat answered 500, at the last of 4 tries. Next: look whether the chat is down',
  );
  expect(bodies).toHaveLength(4);
});

test('a pause that the invocation does not outlive is left to Lambda', async () => {
  answers = [answer(429, '', { 'retry-after': '30' })];
  expect(await posted(35_000)).toMatch(/^NotTold: the chat answered 429, at the last of 1 tries\./);
  expect([pauses, bodies.length]).toEqual([[], 1]);
});

test.each([
  [404, 'no_service', 'the chat answered 404 no_service'],
  [400, 'invalid_payload', 'the chat answered 400 invalid_payload'],
  [403, `nothing at /services/${SECRET}`, 'the chat answered 403'],
  [302, '', 'the chat answered 302'],
])('%i %s is final, and said without the address', async (status, body, words) => {
  answers = [answer(status, body, status === 302 ? { location: `${chat.url}/other` } : {})];
  expect(await posted()).toBe(`NotTold: ${words}. Next: put the address of a webhook that is alive`);
  expect(bodies).toHaveLength(1);
});

test('a chat that gives no answer, ends the connection, or is not there, is tried again and named by a code', async () => {
  answers = [(_, response) => void sleep(60_000, undefined, { ref: false }).then(() => response.end())];
  expect(await posted(60_000, 50)).toMatch(
    /^NotTold: the chat gave no answer \(TimeoutError\), at the last of 4/,
  );
  answers = [(request) => request.socket.destroy()];
  expect(await posted()).toMatch(/^NotTold: the chat gave no answer \((UND_ERR_SOCKET|ECONNRESET)\), at/);
  const gone = await listen(() => undefined);
  await gone.close();
  const said = await posted(60_000, undefined, gone.url);
  expect(said).toMatch(/^NotTold: the chat gave no answer \(ECONNREFUSED\), at the last of 4/);
  expect(said).not.toMatch(/127\.0\.0\.1|T000/);
});

test.each([
  [null, undefined],
  ['7', 7000],
  ['Sun, 29 Nov 2026 22:00:05 GMT', 5000],
  ['Sun, 29 Nov 2026 21:00:00 GMT', 0],
  ['soon', undefined],
])('Retry-After %s is %s ms', (value, ms) => {
  expect(waitOf(value, Date.parse('2026-11-29T22:00:00Z'))).toBe(ms);
});
