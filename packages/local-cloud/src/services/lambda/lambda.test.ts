import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  ResourceNotFoundException,
  TooManyRequestsException,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Resources, role, type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';

const node = `
exports.handler = async (event, context) => {
  if (event.fail) throw new TypeError('no ' + event.fail);
  if (event.exit) process.exit(event.exit);
  if (event.sleep) await new Promise((resolve) => setTimeout(resolve, event.sleep));
  if (event.reject) { Promise.reject(new RangeError('nobody waits')); await new Promise(() => {}); }
  console.log('seen', JSON.stringify(event));
  return { event, pid: process.pid, env: [process.env.COLOUR, process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE],
    context: [context.functionName, context.memoryLimitInMB, context.getRemainingTimeInMillis() > 0, context.awsRequestId.length] };
};`;
const python = `
import boto3, os
def handler(event, context):
    if event.get("fail"):
        raise ValueError("no " + event["fail"])
    print("hello from", context.function_name)
    me = boto3.client("sts").get_caller_identity()["Arn"]
    return {"me": me, "event": event, "memory": context.memory_limit_in_mb, "left": context.get_remaining_time_in_millis() > 0}
`;

const fn = (code: string, more: Record<string, unknown> = {}): Resources[string] => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Code: { ZipFile: code },
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    ...more,
  },
});

let cloud: TemplateCloud;
let lambda: LambdaClient;

async function invoke(FunctionName: string, payload: unknown, more = {}) {
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(payload)), ...more }),
  );
  const text = Buffer.from(answer.Payload ?? []).toString('utf8');
  return { ...answer, Payload: text === '' ? undefined : JSON.parse(text) };
}

async function logs(group: string): Promise<string[]> {
  const client = new CloudWatchLogsClient(cloud.client);
  const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName: group }));
  return events.map(({ message = '' }) =>
    message
      .replace(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z/, 'TIME')
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'ID')
      .replace(/\tDur.*/, ''),
  );
}

const until = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it did not come');
};

beforeAll(async () => {
  cloud = await templateCloud(
    {
      Role: role('lambda.amazonaws.com', ['logs:*', 'lambda:InvokeFunction']),
      Node: fn(node, {
        FunctionName: 'node',
        MemorySize: 256,
        Timeout: 1,
        Environment: { Variables: { COLOUR: 'yellow' } },
      }),
      Python: fn(python, { FunctionName: 'python', Runtime: 'python3.12', Timeout: 20 }),
      Broken: fn('import nothing_of_the_kind', {
        FunctionName: 'broken',
        Runtime: 'python3.12',
        Timeout: 20,
      }),
      Once: fn(node, { FunctionName: 'once', ReservedConcurrentExecutions: 1 }),
      Beside: fn('', { FunctionName: 'beside', Code: './code', Handler: 'main.run' }),
      Failing: fn(node, { FunctionName: 'failing' }),
      Listener: fn(node, { FunctionName: 'listener' }),
      Config: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: 'failing',
          Qualifier: '$LATEST',
          MaximumRetryAttempts: 1,
          DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Listener', 'Arn'] } } },
        },
      },
    },
    { 'code/main.mjs': 'export const run = (event) => ({ doubled: event.n * 2 });' },
  );
  lambda = new LambdaClient(cloud.client);
}, 120_000);
afterAll(() => cloud?.stop());

describe('a synchronous invocation', () => {
  test('gives what the handler returns, with its context and environment', async () => {
    const { Payload, StatusCode, FunctionError, ExecutedVersion } = await invoke('node', { a: 'é' });
    expect({ Payload, StatusCode, FunctionError, ExecutedVersion }).toEqual({
      Payload: {
        event: { a: 'é' },
        pid: expect.any(Number),
        env: ['yellow', '256'],
        context: ['node', '256', true, 36],
      },
      StatusCode: 200,
      FunctionError: undefined,
      ExecutedVersion: '$LATEST',
    });
  });

  test('keeps the environment warm, and two at once have one each', async () => {
    const first = await invoke('node', {});
    const again = await invoke('node', {});
    const both = await Promise.all([invoke('node', { sleep: 150 }), invoke('node', { sleep: 150 })]);
    const pids = both.map(({ Payload }) => Payload.pid);
    expect([again.Payload.pid, pids.includes(first.Payload.pid), new Set(pids).size]).toEqual([
      first.Payload.pid,
      true,
      2,
    ]);
  });

  test('answers 200 with the error where the handler throws', async () => {
    const { Payload, StatusCode, FunctionError } = await invoke('node', { fail: 'such file' });
    expect({ ...Payload, trace: Payload.trace[0], StatusCode, FunctionError }).toEqual({
      errorType: 'TypeError',
      errorMessage: 'no such file',
      trace: 'TypeError: no such file',
      StatusCode: 200,
      FunctionError: 'Unhandled',
    });
  });

  test('tells a process that ends, a rejection that nobody waits for, and a timeout', async () => {
    const ended = await invoke('node', { exit: 3 });
    const rejected = await invoke('node', { reject: true });
    const late = await invoke('node', { sleep: 5000 });
    expect(
      [ended, rejected, late].map(({ Payload: { errorType, errorMessage } }) => [
        errorType,
        errorMessage.replace(/RequestId: \S+/, 'RequestId'),
      ]),
    ).toEqual([
      ['Runtime.ExitError', 'RequestId Error: Runtime exited with error: exit status 3'],
      ['Runtime.UnhandledPromiseRejection', 'RangeError: nobody waits'],
      ['Sandbox.Timedout', 'RequestId Error: Task timed out after 1.00 seconds'],
    ]);
  });

  test('runs code that lies beside the template, and gives its log’s tail', async () => {
    const { Payload, LogResult } = await invoke('beside', { n: 21 }, { LogType: 'Tail' });
    const lines = Buffer.from(LogResult ?? '', 'base64')
      .toString('utf8')
      .trimEnd()
      .split('\n');
    expect([Payload, lines.map((line) => line.split(' ')[0])]).toEqual([
      { doubled: 42 },
      ['START', 'END', 'REPORT'],
    ]);
  });

  test('is refused beyond the reserved concurrency, as the modelled exception', async () => {
    const impatient = new LambdaClient({ ...cloud.client, maxAttempts: 1 });
    const command = new InvokeCommand({ FunctionName: 'once', Payload: Buffer.from('{"sleep":1500}') });
    const both = await Promise.allSettled([impatient.send(command), impatient.send(command)]);
    const [refused, done] = both.toSorted((one, other) => other.status.localeCompare(one.status));
    expect(refused).toMatchObject({ reason: expect.any(TooManyRequestsException) });
    expect(done).toMatchObject({ value: { StatusCode: 200 } });
  });

  test('a cold start takes less than 250 ms beside Node’s own', async () => {
    const times: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await invoke('node', { exit: 1 });
      const began = performance.now();
      await invoke('node', {});
      times.push(performance.now() - began);
    }
    const began = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    expect(Math.min(...times)).toBeLessThan(250 + performance.now() - began);
  });
});

test('what a function prints stands between START and END in its log group', async () => {
  await invoke('listener', { n: 1 });
  expect((await logs('/aws/lambda/listener')).slice(0, 4)).toEqual([
    'START RequestId: ID Version: $LATEST',
    'TIME\tID\tINFO\tseen {"n":1}',
    'END RequestId: ID',
    'REPORT RequestId: ID',
  ]);
});

describe('a Python function', () => {
  test('runs as its role with boto3', async () => {
    const { Payload } = await invoke('python', { a: 1 });
    expect(Payload).toEqual({
      me: expect.stringMatching(/^arn:aws:sts::000000000000:assumed-role\/stack-Role\/python$/),
      event: { a: 1 },
      memory: '128',
      left: true,
    });
  }, 120_000);

  test('answers with errorType, errorMessage and stackTrace', async () => {
    const raised = (await invoke('python', { fail: 'luck' })).Payload;
    const broken = (await invoke('broken', {})).Payload;
    expect([raised.errorType, raised.errorMessage, raised.stackTrace.length, broken.errorType]).toEqual([
      'ValueError',
      'no luck',
      1,
      'Runtime.ImportModuleError',
    ]);
  }, 60_000);
});

describe('an asynchronous invocation', () => {
  test('is tried again and then told to its on-failure destination', async () => {
    expect((await invoke('failing', { fail: 'way' }, { InvocationType: 'Event' })).StatusCode).toBe(202);
    const line = await until(async () =>
      (await logs('/aws/lambda/listener')).find((message) => message.includes('RetriesExhausted')),
    );
    const record = JSON.parse(line.replace(/^.*\tseen /, ''));
    expect({
      ...record,
      timestamp: '',
      requestContext: { ...record.requestContext, requestId: '' },
      responsePayload: record.responsePayload.errorMessage,
    }).toEqual({
      version: '1.0',
      timestamp: '',
      requestContext: {
        requestId: '',
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:failing:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 2,
      },
      requestPayload: { fail: 'way' },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: 'no way',
    });
  });

  test('waits while the function is throttled', async () => {
    for (const sleep of [600, 1]) await invoke('once', { sleep }, { InvocationType: 'Event' });
    const seen = await until(async () => {
      const lines = (await logs('/aws/lambda/once')).filter((line) => line.includes('seen'));
      return lines.some((line) => line.endsWith('{"sleep":1}')) ? lines.slice(-2) : undefined;
    });
    expect(seen).toEqual(['TIME\tID\tINFO\tseen {"sleep":600}', 'TIME\tID\tINFO\tseen {"sleep":1}']);
  });

  test('a dry run asks for permission only', async () => {
    expect((await invoke('node', {}, { InvocationType: 'DryRun' })).StatusCode).toBe(204);
  });
});

test('functions are described and listed; an unknown one is the modelled exception', async () => {
  const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: 'node' }));
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  expect([Configuration?.Runtime, Configuration?.MemorySize, Functions.length]).toEqual([
    'nodejs24.x',
    256,
    7,
  ]);
  await expect(lambda.send(new GetFunctionCommand({ FunctionName: 'none' }))).rejects.toThrow(
    ResourceNotFoundException,
  );
});

test.each([
  'beside',
  'beside:$LATEST',
  '000000000000:function:beside',
  'arn:aws:lambda:us-east-1:000000000000:function:beside',
  'arn:aws:lambda:us-east-1:000000000000:function:beside:$LATEST',
])('a function is named by %s', async (name) => {
  expect((await invoke(name, { n: 1 }, { Qualifier: '$LATEST' })).Payload).toEqual({ doubled: 2 });
});

test('what AWS knows and the local cloud does not do is refused by name', async () => {
  const asked = new InvokeCommand({ FunctionName: 'beside', ClientContext: 'e30=' });
  await expect(lambda.send(asked)).rejects.toThrow(/^Invoke with ClientContext is not supported/);
});

test('a reserved environment variable is refused by name', async () => {
  const resources = {
    Role: role('lambda.amazonaws.com', []),
    F: fn('', { Environment: { Variables: { AWS_REGION: 'x' } } }),
  };
  await expect(templateCloud(resources)).rejects.toThrow(
    'stack/F (AWS::Lambda::Function): the environment variable AWS_REGION is reserved by Lambda and cannot be set',
  );
});

test.each([
  [{ Timeout: 901 }, 'Timeout 901 is not between 1 and 900'],
  [{ MemorySize: 64 }, 'MemorySize 64 is not between 128 and 10240'],
  [
    { Environment: { Variables: { A: 'x'.repeat(4096) } } },
    'the environment variables have 4104 bytes, and AWS takes 4096',
  ],
])('a function that AWS would not make is refused: %#', async (more, why) => {
  const resources = { Role: role('lambda.amazonaws.com', []), F: fn('', more) };
  await expect(templateCloud(resources)).rejects.toThrow(`stack/F (AWS::Lambda::Function): ${why}`);
});

test.each(['nodejs24.x', 'python3.12'])(
  'code of a %s function that has gone is told, and the local cloud lives on',
  async (Runtime) => {
    const beside = { FunctionName: 'gone', Code: './code', Handler: 'main.run', Runtime };
    const own = await templateCloud(
      { Role: role('lambda.amazonaws.com', ['logs:*']), Gone: fn('', beside) },
      { 'code/main.mjs': '' },
    );
    try {
      rmSync(join(own.folder, 'assembly/code'), { recursive: true });
      const client = new LambdaClient({ ...own.client, maxAttempts: 1 });
      await expect(client.send(new InvokeCommand({ FunctionName: 'gone' }))).rejects.toThrow(
        /the function's code .*assembly\/code does not exist \(any more\): synthesize the app again/,
      );
      await client.send(new InvokeCommand({ FunctionName: 'gone', InvocationType: 'Event' }));
      expect((await client.send(new ListFunctionsCommand({}))).Functions?.length).toBe(1);
    } finally {
      await own.stop();
    }
  },
);
