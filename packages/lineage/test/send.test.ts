import type { IncomingMessage } from 'node:http';
import { yellow } from '@tlc-elt/contracts';
import { type Listening, listen } from '@tlc-elt/testing';
import { afterEach, expect, test } from 'vitest';
import { lineageEvents, Refused, send } from '../src/index.ts';
import { loadedRun } from './facts.ts';

const events = lineageEvents(loadedRun(yellow));

interface Received {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}
let receiver: Listening | undefined;
afterEach(() => receiver?.close());

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** A receiver that answers with these statuses, and 201 after them. */
async function receiving(...statuses: number[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  receiver = await listen(async (request, response) => {
    const { method, url: path, headers } = request;
    received.push({ method, path, authorization: headers.authorization, body: await bodyOf(request) });
    const status = statuses.shift() ?? 201;
    response.writeHead(status, status === 307 ? { location: 'http://127.0.0.1:9/' } : {});
    response.end(status === 201 ? '' : `status ${status}`);
  });
  return { url: receiver.url, received };
}

const sleep = async (): Promise<void> => {};

test('every event is posted once, in order, to where the HTTP transport of OpenLineage posts, with the key', async () => {
  const { url, received } = await receiving();
  await send(events, { url: `${url}/`, apiKey: 'secret', sleep });
  expect(received.map(({ body }) => JSON.parse(body))).toEqual(events);
  expect(new Set(received.map(({ method, path }) => `${method} ${path}`))).toEqual(
    new Set(['POST /api/v1/lineage']),
  );
  expect(new Set(received.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer secret']));
});

test('without a key none is sent, and an address with the path of the API is taken as it is', async () => {
  const { url, received } = await receiving();
  await send(events.slice(0, 1), { url: `${url}/tenant/api/v1/lineage`, apiKey: undefined, sleep });
  expect(received).toMatchObject([{ path: '/tenant/api/v1/lineage', authorization: undefined }]);
});

test('an endpoint that is down for a while gets the event later, and no other one before it', async () => {
  const { url, received } = await receiving(503, 429, 500);
  await send(events.slice(0, 2), { url, apiKey: undefined, sleep });
  expect(received.map(({ body }) => JSON.parse(body))).toEqual([
    ...[events[0], events[0], events[0], events[0]],
    events[1],
  ]);
});

test('an event that the endpoint refuses is not sent again; what it said is told', async () => {
  const { url, received } = await receiving(422);
  await expect(send(events, { url, apiKey: undefined, sleep })).rejects.toThrow(
    `${url}/api/v1/lineage answers 422: status 422`,
  );
  expect(received).toHaveLength(1);
});

test('a redirection is not followed: the key would go to another host', async () => {
  const { url } = await receiving(307);
  await expect(send(events, { url, apiKey: 'secret', sleep })).rejects.toThrow('answers 307');
});

test('an endpoint that is not there is tried four times', async () => {
  const { url } = await receiving();
  await receiver?.close();
  let pauses = 0;
  const sending = send(events, {
    url,
    apiKey: undefined,
    sleep: async () => {
      pauses += 1;
    },
  });
  await expect(sending).rejects.toThrow(Refused);
  await expect(sending).rejects.toThrow('ECONNREFUSED');
  expect(pauses).toBe(3);
});
