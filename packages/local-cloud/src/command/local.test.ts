import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetJobRunCommand, GlueClient, StartJobRunCommand } from '@aws-sdk/client-glue';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { folderWith, role } from '../../testing/template-cloud.ts';
import { startOf } from '../kernel/children.ts';

const BIN = resolve(import.meta.dirname, '../../bin/local.ts');
const SHARED = process.env.TLC_SHARED_DIR ?? resolve(import.meta.dirname, '../../../../.local');
const WAIT =
  'import subprocess, time\nprint(subprocess.Popen(["sleep", "600"]).pid, flush=True)\ntime.sleep(600)';

const template = (modules?: string) =>
  JSON.stringify({
    Resources: {
      Role: role('glue.amazonaws.com', ['s3:*', 'logs:*']),
      Job: {
        Type: 'AWS::Glue::Job',
        Properties: {
          Name: 'wait',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Command: { Name: 'pythonshell', ScriptLocation: 'wait.py' },
          DefaultArguments: modules === undefined ? {} : { '--additional-python-modules': modules },
        },
      },
    },
  });

let folder: string;
beforeEach(() => {
  folder = folderWith({ 'assembly/stack.json': template(), 'assembly/wait.py': WAIT });
});
afterEach(async () => {
  await local('down');
  rmSync(folder, { recursive: true, force: true });
});

const envOf = (shared = SHARED) => ({
  PATH: process.env.PATH,
  HOME: folder,
  TLC_LOCAL_DIR: join(folder, 'local'),
  TLC_SHARED_DIR: shared,
});
const start = (args: string[], shared?: string): ChildProcess =>
  spawn(process.execPath, [BIN, ...args], {
    cwd: folder,
    env: envOf(shared),
    stdio: ['ignore', 'pipe', 'pipe'],
  });

async function local(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = start(args);
  let [out, err] = ['', ''];
  child.stdout?.on('data', (text) => (out += text));
  child.stderr?.on('data', (text) => (err += text));
  const code = await new Promise<number | null>((done) => child.on('close', done));
  return { code, out, err };
}
const up = (...args: string[]) =>
  local('up', '--assembly', join(folder, 'assembly'), '--port', '0', '--detach', ...args);
const recorded = (): { pid: number; port: number; endpoint: string } =>
  JSON.parse(readFileSync(join(folder, 'local/local/local-cloud.json'), 'utf8'));

/** Configuration of SDK clients, from what `env --json` prints. */
async function clients() {
  const env = JSON.parse((await local('env', '--json')).out) as { [name: string]: string };
  const credentials = {
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
  };
  return { endpoint: env.AWS_ENDPOINT_URL ?? '', region: env.AWS_REGION ?? '', credentials };
}
async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((later) => setTimeout(later, 25));
  }
  throw new Error('it did not come');
}

/** Starts the job that waits; gives its run and the pid of the process that its script started. */
async function waitingJob(): Promise<{ run: string; pid: number }> {
  const config = await clients();
  const { JobRunId: run = '' } = await new GlueClient(config).send(
    new StartJobRunCommand({ JobName: 'wait' }),
  );
  const logs = new CloudWatchLogsClient(config);
  const asked = new GetLogEventsCommand({ logGroupName: '/aws-glue/python-jobs/output', logStreamName: run });
  const pid = await until(async () => {
    const { events = [] } = await logs.send(asked).catch(() => ({ events: [] }));
    return events[0]?.message;
  });
  return { run, pid: Number(pid) };
}

describe('up', () => {
  test('answers as soon as it says where, and is found by a second up', async () => {
    await up();
    await local('down');
    const first = await up();
    const identity = await new STSClient(await clients()).send(new GetCallerIdentityCommand({}));
    const second = await up();
    const { pid, endpoint } = recorded();
    expect([identity.Arn, first.out.split('\n')[0], second.out === first.out]).toEqual([
      'arn:aws:iam::000000000000:user/local',
      `local cloud  ${endpoint} (pid ${pid}), stage local, source the publisher itself`,
      true,
    ]);
    expect(first.out).toContain(`stop         npx -y pnpm@12.21.0 local down --stage local`);
  });

  test('takes the next port where one is busy', async () => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    await up('--port', String(port));
    server.close();
    expect(recorded().port).toBeGreaterThan(port);
  });

  test('refuses to serve another assembly beside the first, and says what to type', async () => {
    await up();
    writeFileSync(join(folder, 'assembly/wait.py'), `${WAIT}\n`);
    const { code, err } = await up();
    expect([
      code,
      err.includes('with another: the assembly'),
      err.includes('down --stage local` ends it'),
    ]).toEqual([2, true, true]);
  });

  test('says of a source what is wrong with it, and remembers the last one', async () => {
    const source = join(folder, 'published');
    const refused = await up('--source', 'published');
    expect([refused.code, refused.err]).toEqual([
      2,
      `--source ${source} does not exist: name another by --source DIR; --source tlc is the publisher itself\n`,
    ]);
    expect((await up('--source', 'assembly/wait.py')).err).toMatch(/wait\.py is a file: name the folder/);
    mkdirSync(source);
    const started = await up('--source', 'published');
    expect([started.code, started.err.split('\n')[0]]).toEqual([
      0,
      `--source ${source} is empty: nothing is published there`,
    ]);
    expect((await up()).out).toContain(`source ${source}\n`);
    await local('down');
    expect((await up()).out).toContain(`source ${source}\n`);
    await local('down');
    rmSync(source, { recursive: true });
    expect((await up()).err).toMatch(/published, the source of the last start, does not exist: name another/);
    expect((await up('--source', 'tlc')).out).toContain('source the publisher itself\n');
    await local('down');
    expect((await up()).out).toContain('source the publisher itself\n');
  });

  test('--replace ends no local cloud that works on an execution', async () => {
    const stack = JSON.parse(template()) as { Resources: object };
    const definition = (state: object): string =>
      JSON.stringify({ StartAt: 'Only', States: { Only: { ...state, End: true } } });
    const machine = (StateMachineName: string, state: object) => ({
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName,
        RoleArn: { 'Fn::GetAtt': ['Flow', 'Arn'] },
        DefinitionString: definition(state),
      },
    });
    const job = {
      Type: 'Task',
      Resource: 'arn:aws:states:::glue:startJobRun.sync',
      Parameters: { JobName: 'wait' },
    };
    Object.assign(stack.Resources, {
      Flow: role('states.amazonaws.com', ['glue:*']),
      Work: machine('work', job),
      Sleep: machine('sleep', { Type: 'Wait', Seconds: 3600 }),
    });
    writeFileSync(join(folder, 'assembly/stack.json'), JSON.stringify(stack));
    await up();
    const client = new SFNClient(await clients());
    const run = (name: string) =>
      client.send(
        new StartExecutionCommand({
          name: `${name}-1`,
          stateMachineArn: `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`,
        }),
      );
    await run('sleep');
    await run('work');
    mkdirSync(join(folder, 'other'));
    const { pid } = recorded();
    const { code, err } = await up('--replace', '--source', 'other');
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(
        / works on work-1, which would fail if it were started anew with another: the source \(it serves the publisher itself\)\. Wait/,
      ),
    ]);
    expect(recorded().pid).toBe(pid);
  });

  test('refuses state of another format, and reset removes it', async () => {
    mkdirSync(join(folder, 'local'), { recursive: true });
    writeFileSync(join(folder, 'local/format'), '0\n');
    const refused = await up();
    const reset = await local('reset', '--all', '--yes');
    expect([
      refused.code,
      refused.err.includes('local reset --all --yes'),
      reset.code,
      existsSync(join(folder, 'local')),
    ]).toEqual([1, true, 0, false]);
  });

  test('says what is wrong with a template, and leaves nothing running', async () => {
    writeFileSync(join(folder, 'assembly/stack.json'), '{"Resources":{"K":{"Type":"AWS::Kinesis::Stream"}}}');
    const { code, err } = await up();
    expect([
      code,
      err.includes('stack: Resources.K: resource type AWS::Kinesis::Stream is not supported'),
      (await local('status')).code,
    ]).toEqual([1, true, 3]);
  });

  test('Ctrl-C while Python is prepared leaves nothing half-installed and no process', async () => {
    writeFileSync(join(folder, 'assembly/stack.json'), template('six==1.17.0'));
    const shared = join(folder, 'shared');
    const child = start(['up', '--assembly', join(folder, 'assembly'), '--port', '0'], shared);
    const making = await until(() =>
      existsSync(join(shared, 'python'))
        ? readdirSync(join(shared, 'python')).find((name) => name.endsWith('.partial'))
        : undefined,
    );
    child.kill('SIGINT');
    const code = await new Promise<number | null>((done) => child.on('close', done));
    const left = readdirSync(join(shared, 'python')).filter((name) => !name.endsWith('.partial'));
    expect([making.endsWith('.partial'), code, left, existsSync(join(folder, 'local/local/lock'))]).toEqual([
      true,
      0,
      [],
      false,
    ]);
  });
});

describe('the end', () => {
  test('down ends every process that jobs started', async () => {
    await up();
    const { pid } = await waitingJob();
    const alive = startOf(pid) !== undefined;
    const { out } = await local('down');
    expect([alive, out, startOf(pid), (await local('down')).out]).toEqual([
      true,
      'stage local: stopped\n',
      undefined,
      'stage local: nothing runs\n',
    ]);
  });

  test('after kill -9 the next start ends the orphans and shows their runs as failed', async () => {
    await up();
    const { run, pid } = await waitingJob();
    process.kill(recorded().pid, 'SIGKILL');
    await until(() => (startOf(recorded().pid) === undefined ? true : undefined));
    const orphaned = startOf(pid) !== undefined;
    const status = await local('status');
    await up();
    const glue = new GlueClient(await clients());
    const { JobRun } = await glue.send(new GetJobRunCommand({ JobName: 'wait', RunId: run }));
    await until(() => (startOf(pid) === undefined ? true : undefined));
    expect([orphaned, status.code, JobRun?.JobRunState, JobRun?.ErrorMessage]).toEqual([
      true,
      3,
      'FAILED',
      'the local cloud was ended while this job ran',
    ]);
  });
});

describe('the command', () => {
  test('exits with 0, 2 and 3 as its help says', async () => {
    const results = [
      await local('--help'),
      await local('nonsense'),
      await local('up', '--port', 'x', '--assembly', '.'),
      await local('status'),
    ];
    expect([
      results.map(({ code }) => code),
      results[0]?.out.includes('Exit codes: 0 done, 1 it failed, 2 wrong usage, 3'),
    ]).toEqual([[0, 2, 2, 3], true]);
  });

  test.each([
    [
      ['up', '--stage', 'staging'],
      /^there is no stage "staging": --stage or TLC_STAGE is one of local, dev, prod\n$/,
    ],
    [['down', '--stage', 'nope'], /^there is no stage "nope"/],
    [['reset', '--stage', 'nope', '--yes'], /^there is no stage "nope"/],
    [['start', '--detach'], /^there is no .*local start; did you mean .*local up\?\n$/],
    [['stop'], /did you mean .*local down\?\n$/],
  ])('%j is a usage error in one sentence', async (args, sentence) => {
    expect(await local(...args)).toEqual({ code: 2, out: '', err: expect.stringMatching(sentence) });
  });

  test('env without a local cloud: the next AWS command of the shell fails, and reaches no AWS', async () => {
    const { code, out, err } = await local('env');
    expect([code, err]).toEqual([3, expect.stringMatching(/^no local cloud of stage local runs/)]);
    const shell = spawnSync(
      'sh',
      [
        '-c',
        `${out}exec "$0" -e "console.log(process.env.AWS_ENDPOINT_URL, process.env.AWS_ACCESS_KEY_ID, process.env.AWS_PROFILE)"`,
        process.execPath,
      ],
      {
        encoding: 'utf8',
        env: { PATH: process.env.PATH, AWS_PROFILE: 'mine', AWS_ACCESS_KEY_ID: 'AKIAMINE' },
      },
    );
    expect(shell.stdout).toBe('http://no-local-cloud-runs.invalid none undefined\n');
    expect((await local('env', '--json')).out).toBe('');
  });

  test('iam tells the allowed actions that were used from those that were not', async () => {
    await up();
    await waitingJob();
    const { out } = await local('iam');
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => line.replace(/\s+/g, ' ')),
    ).toEqual(['stack-Role s3:* used all', 'stack-Role logs:* used all']);
  });

  test('warehouse copies the warehouse, and prints nothing but where it is', async () => {
    const Namespace = {
      Type: 'AWS::RedshiftServerless::Namespace',
      Properties: { NamespaceName: 'shop', DbName: 'dw' },
    };
    writeFileSync(join(folder, 'assembly/stack.json'), JSON.stringify({ Resources: { Namespace } }));
    await up();
    const copy = join(folder, 'local/local/shop.duckdb');
    expect(await local('warehouse')).toEqual({ code: 0, out: `${copy}\n`, err: '' });
    const duckdb = await DuckDBInstance.create(copy, { access_mode: 'READ_ONLY' });
    const rows = await (await duckdb.connect()).runAndReadAll('SELECT format FROM local_cloud.format');
    expect(String(rows.getRows()[0]?.[0])).toMatch(/ dw$/);
    expect(JSON.parse((await local('warehouse', '--json')).out)).toEqual([copy]);
    duckdb.closeSync();
  });

  test('a browser at its address gets a page, every client of AWS what S3 says', async () => {
    await up();
    const { endpoint } = recorded();
    const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    const page = await fetch(endpoint, { headers: browser });
    const html = await page.text();
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    for (const said of [
      'The local cloud of stage local',
      endpoint,
      'local env)',
      'docs/local-cloud.md',
      'Amazon S',
    ])
      expect(html).toContain(said);
    const unsigned = await fetch(endpoint);
    expect([unsigned.status, await unsigned.text()]).toEqual([
      403,
      expect.stringContaining('<Code>AccessDenied'),
    ]);
    expect((await fetch(`${endpoint}/bucket`, { headers: browser })).status).toBe(403);
  });

  test('env prints what a shell can evaluate', async () => {
    await up();
    const { out } = await local('env');
    const { endpoint } = recorded();
    expect([
      out.includes(`export AWS_ENDPOINT_URL='${endpoint}'`),
      out.includes("export NO_PROXY='127.0.0.1,localhost,::1'"),
      out.includes('unset AWS_PROFILE AWS_SESSION_TOKEN'),
    ]).toEqual([true, true, true]);
  });
});
