import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { chatParameterNames, resourceNames } from '@tlc-elt/contracts';
import { type Listening, listen } from '@tlc-elt/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Clients } from '../src/clients.ts';
import { until } from '../src/iam/cloud.ts';
import { fileOf, generate, publish } from '../src/months.ts';
import { LocalStage } from '../src/stage.ts';

/** What is posted to a chat. */
interface Posted {
  readonly text: string;
  readonly blocks: readonly object[];
}
/** What `pnpm local messages --json` gives. */
interface Message {
  readonly Subject?: string;
  readonly Message: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly Value: string }>>;
}

const MONTH = '2024-09';
const PASSPORTS = 'https://passports.example/?of=';
const FIRST = new Date('2025-03-01T12:00:00Z');
const LATER = new Date('2025-04-01T12:00:00Z');

let source = '';
let made = '';
let chat: Listening;
let stage: LocalStage;
const posted: Posted[] = [];
/** What the chat answers first. */
const statuses: number[] = [];

beforeAll(async () => {
  source = await mkdtemp(join(tmpdir(), 'tlc-published-'));
  made = await generate(join(source, 'made'), MONTH, 500);
  chat = await listen(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const status = statuses.shift() ?? 200;
    if (status === 200) posted.push(JSON.parse(Buffer.concat(parts).toString()) as Posted);
    response.writeHead(status, { 'retry-after': '0' }).end(status === 200 ? 'ok' : 'rollup_error');
  });
  stage = await LocalStage.start({
    source,
    env: { TLC_CHAT: 'webhook', TLC_NOTIFY: 'all', TLC_PASSPORT_URL: PASSPORTS },
  });
  await put(`${chat.url}/services/T0/B0/first`);
});
afterAll(async () => {
  await stage?.remove();
  await chat?.close();
  await rm(source, { recursive: true });
});

const put = (Value: string): Promise<unknown> =>
  new SSMClient(stage.client).send(
    new PutParameterCommand({
      Name: chatParameterNames('local').webhookUrl,
      Value,
      Type: 'SecureString',
      Overwrite: true,
    }),
  );

const messages = async (): Promise<Message[]> =>
  JSON.parse((await stage.local('messages', '--json')).stdout) as Message[];

/** The chat's next message. */
const told = (): Promise<Posted> => until(async () => posted.shift());

/** The workflow's newest message has these attributes and this subject, and the chat has it too; gives its text. */
async function isTold(kind: string, month: string, subject: RegExp, body: RegExp): Promise<string> {
  const { text, blocks } = await told();
  const message = (await messages()).at(-1);
  const attributes = Object.entries(message?.MessageAttributes ?? {}).map(([name, { Value }]) => [
    name,
    Value,
  ]);
  expect(Object.fromEntries(attributes)).toEqual({ kind, dataset: 'yellow', month });
  expect(message?.Subject).toMatch(subject);
  expect(message?.Message).toMatch(body);
  expect(text.split('\n')[0]).toBe(`*${message?.Subject}*`);
  expect(text).toMatch(body);
  expect(JSON.stringify(blocks)).toContain(`stage local · yellow · ${month} · ${kind}`);
  return text;
}

test('a month that is loaded, loaded anew, and held, is told to a chat that is slow to take it', async () => {
  statuses.push(500, 429);
  await publish(made, source, MONTH, { select: 'SELECT * FROM {source}', at: FIRST });
  expect((await stage.run(MONTH)).status).toBe('SUCCEEDED');
  const loaded = await isTold(
    'loaded',
    MONTH,
    /^tlc-elt: yellow-2024-09-r1 loaded$/,
    /^(\*.*\*\n)?yellow 2024-09 is loaded: the publication of [\d-]+, ETag \S+\.\n\nNext: `pnpm ops report 2024-09 --dataset yellow` shows/,
  );

  const [, Key] = /\nPassport: <https:\/\/passports\.example\/\?of=(\S+)>\n/.exec(loaded) ?? [];
  const { s3, buckets } = new Clients(stage);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: buckets.processed, Key }));
  expect(await Body?.transformToString()).toMatch(/^<!doctype html>.*2024/is);

  const more = 'SELECT * FROM {source} UNION ALL (SELECT * FROM {source} LIMIT 5)';
  await publish(made, source, MONTH, { select: more, at: LATER });
  expect((await stage.run(MONTH)).status).toBe('SUCCEEDED');
  await isTold(
    'republished',
    MONTH,
    /^tlc-elt: yellow-2024-09-r2 republished$/,
    /yellow 2024-09 is loaded anew: .* has replaced the one with the ETag \S+\.\n\nNext: `pnpm ops diff 2024-09 --dataset yellow` shows what it changed\./,
  );

  const five = Array.from({ length: 5 }, () => 'SELECT * FROM {source}').join(' UNION ALL ');
  await publish(made, source, MONTH, { select: five, at: new Date('2025-05-01T12:00:00Z') });
  expect(await stage.run(MONTH)).toMatchObject({ status: 'FAILED', error: 'RepublicationHeld' });
  await isTold(
    'held',
    MONTH,
    /^tlc-elt: yellow-2024-09-r3 held: RepublicationHeld$/,
    /yellow 2024-09 is held: [\s\S]*\nNext: `ops diff 2024-09` .*--accept-republication/,
  );
});

test('a month that fails, and one that is overdue, are told; what was done already is not', async () => {
  await writeFile(fileOf(source, '2024-10'), 'PAR1 <!channel> PAR0');
  expect((await stage.run('2024-10')).status).toBe('FAILED');
  await isTold(
    'failed',
    '2024-10',
    /^tlc-elt: yellow-2024-10-r1 failed: SourceFileInvalid$/,
    /yellow 2024-10 failed\.\n\nSourceFileInvalid: [\s\S]*\nNext: /,
  );
  expect((await stage.run('2019-03')).status).toBe('FAILED');
  await isTold(
    'overdue',
    '2019-03',
    /^tlc-elt: yellow-2019-03-r1 overdue: PublicationOverdue$/,
    /yellow 2019-03 is overdue\.\n\nPublicationOverdue: [\s\S]*\nNext: Look at the page of the publisher/,
  );
  expect(posted).toEqual([]);
});

test('`ops notify` reaches the chat, and `ops doctor` knows that it has a webhook', async () => {
  expect((await stage.ops('notify', '--json')).code).toBe(0);
  expect((await told()).text).toMatch(/^\*tlc-elt: a test of stage local\*\n/);
  const { stdout } = await stage.ops('doctor', '--json');
  const { checks } = JSON.parse(stdout) as { checks: { check: string; status: string }[] };
  expect(checks.find(({ check }) => check === 'chat')?.status).toBe('ok');
});

test('the address of the webhook stands in no message and no log', async () => {
  const { events = [] } = await new CloudWatchLogsClient(stage.client).send(
    new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${resourceNames('local').notifier}` }),
  );
  const log = events.map(({ message }) => message).join('\n');
  expect(log).toContain('"kind":"overdue"');
  expect(`${log}${JSON.stringify(await messages())}`).not.toContain('/services/T0');
});
