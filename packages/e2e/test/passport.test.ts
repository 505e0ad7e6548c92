import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { datasets, GENERATED_LINE, type LookupContract, resourceNames } from '@tlc-elt/contracts';
import { type Passport, passportMarkdown, passportPage } from '@tlc-elt/passport';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Clients } from '../src/clients.ts';
import { edited, synthesized } from '../src/iam/assemblies.ts';
import { editRole, type Grant, grantsOf, without } from '../src/iam/grants.ts';
import { generate } from '../src/months.ts';
import { LocalStage } from '../src/stage.ts';

const MONTHS = ['2024-07', '2024-08', '2024-09'] as const;
const [, , LAST] = MONTHS;
const KINDS = ['html', 'json', 'md'] as const;
const LARGEST_PAGE = 300_000;

let source: string;
let assembly: string;
let stage: LocalStage;
let clients: Clients;

beforeAll(async () => {
  source = await mkdtemp(join(tmpdir(), 'tlc-published-'));
  for (const month of MONTHS) await generate(source, month, 8000);
  await publishZones(source);
  assembly = await synthesized('local');
  stage = await LocalStage.start({ source, assembly });
  clients = new Clients(stage);
}, 300_000);
afterAll(async () => {
  await stage?.remove();
  for (const folder of [source, assembly]) await rm(folder, { recursive: true, force: true });
});

/** A made-up lookup, as `pnpm start` publishes it. */
async function publishZones(folder: string): Promise<void> {
  const taxiZones = datasets.yellow.named?.lookup as LookupContract;
  const lines = [taxiZones.columns.map((column) => column.source), ...taxiZones.generated()];
  await mkdir(join(folder, 'misc'));
  const text = [GENERATED_LINE, ...lines.map((values) => values.join(','))].join('\n');
  await writeFile(join(folder, 'misc', taxiZones.fileName), `${text}\n`);
}

const processed = () => ({ Bucket: clients.buckets.processed });

/** What Step Functions keeps of the failures of an execution. */
async function failuresOf({ client }: LocalStage, name: string): Promise<string> {
  const executionArn = `arn:aws:states:${client.region}:000000000000:execution:${resourceNames('local').stateMachine}:${name}`;
  const { events = [] } = await new SFNClient(client).send(
    new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
  );
  return events.map(({ taskFailedEventDetails: failed }) => failed?.cause ?? '').join('\n');
}

/** Keys of the passports of a run, by their kind. */
async function passportsOf(run: string, of = clients): Promise<Map<string, string>> {
  const Prefix = `yellow/${run.slice(7, 11)}/${run.slice(12, 14)}/${run}/`;
  const { Contents = [] } = await of.s3.send(new ListObjectsV2Command({ ...processed(), Prefix }));
  const keys = Contents.map(({ Key = '' }) => Key).filter((key) => key.includes('/passport.'));
  return new Map(keys.map((key) => [key.split('.').at(-1) ?? '', key]));
}

async function textOf(Key: string | undefined): Promise<string> {
  const { Body } = await clients.s3.send(new GetObjectCommand({ ...processed(), Key }));
  return (await Body?.transformToString()) ?? '';
}

const textsOf = async (run: string): Promise<string[]> => {
  const keys = await passportsOf(run);
  return Promise.all(KINDS.map((kind) => textOf(keys.get(kind))));
};

test('each load has its passport beside its transform report, with the figures of `ops report`', async () => {
  for (const month of MONTHS) {
    const { code, states, execution } = await stage.run(month);
    expect([code, states.at(-1)?.name, execution]).toEqual([0, 'PipelineSucceeded', `yellow-${month}-r1`]);
    expect(states.find(({ name }) => name === 'WritePassport')?.status).toBe('SUCCEEDED');
  }
  for (const month of MONTHS) {
    const [page = '', json = '', text] = await textsOf(`yellow-${month}-r1`);
    const passport = JSON.parse(json) as Passport;
    const { stdout } = await stage.ops('report', month, '--json');
    expect(passport).toEqual(JSON.parse(stdout));
    expect([page, text]).toEqual([passportPage(passport), passportMarkdown(passport)]);
    expect(Buffer.byteLength(page)).toBeLessThan(LARGEST_PAGE);
  }
  const [, json = ''] = await textsOf(`yellow-${LAST}-r1`);
  const { compared_with, account, quarantine, zones } = JSON.parse(json) as Passport;
  expect(compared_with).toEqual(['2024-08', '2024-07']);
  expect([account.source_rows, account.table_rows]).toEqual([8000, account.accepted_rows]);
  expect(quarantine.some(({ examples }) => examples.length > 0)).toBe(true);
  expect(zones[0]?.name).toMatch(/^Made-up Zone \d+ \(\d+\)$/);
}, 300_000);

test('a second try leaves the same bytes, whatever has come in between', async () => {
  const before = await textsOf(`yellow-${LAST}-r1`);
  const keys = await passportsOf(`yellow-${LAST}-r1`);
  for (const kind of ['html', 'md'] as const)
    await clients.s3.send(new DeleteObjectCommand({ ...processed(), Key: keys.get(kind) }));
  // Another load of the month that it was compared with.
  expect((await stage.run('2024-08', '--force')).code).toBe(0);
  const plan = {
    ...{ dataset: 'yellow', month: LAST, run_id: `yellow-${LAST}-r1`, outcome: 'load' },
    source: { url: 'https://tlc/f', etag: 'e', last_modified: '2024-11-20T16:02:09.000Z', bytes: 1 },
    ...{ force: 'false', accept_quarantine: 'false' },
  };
  const { FunctionError } = await new LambdaClient(stage.client).send(
    new InvokeCommand({
      FunctionName: resourceNames('local').writePassport,
      Payload: Buffer.from(JSON.stringify({ state: 'WritePassport', plan })),
    }),
  );
  expect(FunctionError).toBeUndefined();
  expect(await textsOf(`yellow-${LAST}-r1`)).toEqual(before);
}, 300_000);

test('where nothing is loaded no passport is written', async () => {
  const { states } = await stage.run(LAST);
  expect(states.map(({ name }) => name)).toEqual(['CheckSource', 'AlreadyLoaded']);
  expect((await passportsOf(`yellow-${LAST}-r2`)).size).toBe(0);
}, 300_000);

test('a passport that cannot be written fails nothing, and the history says why', async () => {
  const write = grantsOf(assembly).find(
    ({ role, action }) => role === 'write-passport' && action === 's3:PutObject',
  ) as Grant;
  const silent = edited(assembly, [editRole(assembly, write.role, without(write))]);
  const denied = await LocalStage.start({ source, assembly: silent });
  try {
    const { code, states, execution } = await denied.run(LAST);
    expect([code, states.at(-1)?.name]).toEqual([0, 'PipelineSucceeded']);
    expect(states.find(({ name }) => name === 'WritePassport')).toMatchObject({ status: 'FAILED' });
    expect((await passportsOf(execution, new Clients(denied))).size).toBe(0);
    expect(await failuresOf(denied, execution)).toMatch(/not authorized to perform: s3:PutObject/);
    expect((await denied.verify(LAST)).ok).toBe(true);
  } finally {
    await denied.remove();
    await rm(silent, { recursive: true, force: true });
  }
}, 300_000);
