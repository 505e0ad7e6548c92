import {
  InvalidRequestContentException,
  InvokeCommand,
  LambdaClient,
  RequestTooLargeException,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Resources, role, type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';

const python = `
import decimal, io, os, sys
def handler(event, context):
    how = event.get("how") if isinstance(event, dict) else None
    if how == "nan":
        return {"a": float("nan"), "b": float("-inf")}
    if how == "large":
        return "x" * (7 * 1024 * 1024)
    if how == "decimal":
        return [decimal.Decimal("12345678901234567890.10"), decimal.Decimal("NaN"), {"b": b"text"}]
    if how == "binary":
        return b"\\xff\\x00{"
    if how == "nested":
        return {"b": b"\\xff"}
    if how == "set":
        return {1}
    if how == "circular":
        event["self"] = event
    if how == "surrogate":
        return "\\ud800"
    if how == "nul":
        print("a\\0b\\0", end="")
        return "\\0"
    if how == "bytes":
        os.write(1, b"\\xff\\xfe\\n")
        os.write(4, b"\\xff{\\n")
    if how == "redirected":
        sys.stdout = sys.stderr = io.StringIO()
    if how == "raise":
        raise ValueError("\\ud800\\0")
    return event
`;

const node = `
const { writeSync } = require('node:fs');
exports.handler = async (event) => {
  switch (event.how) {
    case 'circular': return (event.self = event);
    case 'bigint': return 1n;
    case 'function': return () => 1;
    case 'large': return 'x'.repeat(7 * 1024 * 1024);
    case 'nul': process.stdout.write('a\\0b\\0'); return '\\0';
    case 'bytes': writeSync(1, Buffer.from([0xff, 10])); writeSync(4, Buffer.from([0xff, 10])); return 1;
    case 'forged': writeSync(4, 'null\\n{"payload":1}\\n'); return 1;
    case 'throw': throw Object.assign(new Error(), { name: 1n, message: { toString: () => 'odd' } });
    default: return event;
  }
};`;

const fn = (name: string, Runtime: string, ZipFile: string): Resources[string] => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: name,
    Handler: 'index.handler',
    Runtime,
    Timeout: 20,
    Code: { ZipFile },
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
  },
});

let cloud: TemplateCloud;
let lambda: LambdaClient;
beforeAll(async () => {
  cloud = await templateCloud({
    Role: role('lambda.amazonaws.com', ['logs:*']),
    Python: fn('python', 'python3.12', python),
    Node: fn('node', 'nodejs24.x', node),
    Older: fn('older', 'nodejs22.x', node),
  });
  lambda = new LambdaClient(cloud.client);
});
afterAll(() => cloud?.stop());

/** The bytes of the answer as text. */
async function invoke(FunctionName: string, payload: string | Uint8Array, more = {}): Promise<string> {
  const Payload = Buffer.from(payload);
  const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload, ...more }));
  return Buffer.from(answer.Payload ?? []).toString('utf8');
}

/** Error and message of an answer. */
async function failure(name: string, how: string): Promise<[string, string]> {
  const { errorType, errorMessage } = JSON.parse(await invoke(name, JSON.stringify({ how })));
  return [errorType, errorMessage.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'ID')];
}

describe('what is sent', () => {
  test('reaches the function as it is, number by number, and so does its answer', async () => {
    const text = '{"a": 1.0, "b": 9007199254740993, "c": "é\\u0000", "d": [1e-07]}';
    expect(await invoke('python', text)).toBe(text);
  }, 120_000);

  test('stands as it is in the record of an asynchronous invocation', async () => {
    const text = '{"how": "throw", "a": 1.0, "b": 9007199254740993, "c": 1E400}';
    await invoke('node', text, { InvocationType: 'Event' });
    const told = (): string | undefined => cloud.log.find((line) => line.includes('attempt(s)'));
    while (!told()) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(told()).toContain(`"requestPayload":${text},`);
  });

  test.each(['{', 'NaN', '\ufeff{}', Buffer.from([0x22, 0xff, 0x22])])(
    'is refused as no JSON: %s',
    async (text) => {
      await expect(invoke('node', text)).rejects.toThrow(InvalidRequestContentException);
    },
  );

  test('is refused beyond 6 MB, or 1 MB where nobody waits; none is an empty object', async () => {
    const largest = 6 * 1024 * 1024;
    await expect(invoke('node', ' '.repeat(largest + 1))).rejects.toThrow(RequestTooLargeException);
    const event = { InvocationType: 'Event' };
    await expect(invoke('node', ' '.repeat(1024 * 1024 + 1), event)).rejects.toThrow(
      '1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
    );
    expect(await invoke('node', '')).toBe('{}');
  });
});

const TOO_LARGE = [
  'Function.ResponseSizeTooLarge',
  'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
];
const ENDED = [
  'Runtime.ExitError',
  'RequestId: ID Error: Runtime exited with error: the function wrote to file descriptor 4, by which its runtime answers',
];

describe('no answer of a Python function ends the local cloud:', () => {
  test.each([
    ['large', TOO_LARGE],
    [
      'nested',
      [
        'Runtime.MarshalError',
        "Unable to marshal response: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
      ],
    ],
    [
      'set',
      ['Runtime.MarshalError', 'Unable to marshal response: Object of type set is not JSON serializable'],
    ],
    ['circular', ['Runtime.MarshalError', 'Unable to marshal response: Circular reference detected']],
    ['raise', ['ValueError', '\ud800\0']],
    ['bytes', ENDED],
  ])('%s', async (how, expected) => {
    expect(await failure('python', how)).toEqual(expected);
    expect(await invoke('python', '[1]')).toBe('[1]');
  });

  test.each([
    ['nan', '{"a": NaN, "b": -Infinity}'],
    ['decimal', '[12345678901234567890.10, NaN, {"b": "text"}]'],
    ['surrogate', '"\ufffd"'],
    ['nul', '"\\u0000"'],
    ['redirected', '{"how": "redirected"}'],
  ])('%s is answered', async (how, expected) => {
    expect(await invoke('python', JSON.stringify({ how }))).toBe(expected);
  });
});

test('bytes that a Python function returns are the answer, whatever they are', async () => {
  const Payload = Buffer.from('{"how":"binary"}');
  const answer = await lambda.send(new InvokeCommand({ FunctionName: 'python', Payload }));
  expect([answer.FunctionError, Buffer.from(answer.Payload ?? [])]).toEqual([
    undefined,
    Buffer.from([0xff, 0, 0x7b]),
  ]);
});

describe('no answer of a Node.js function ends the local cloud:', () => {
  test.each([
    ['node', 'circular', ['Runtime.JSONStringifyError', 'Unable to stringify response body']],
    ['node', 'bigint', ['Runtime.JSONStringifyError', 'Unable to stringify response body']],
    ['older', 'bigint', ['Error', 'Unable to stringify response body']],
    ['node', 'large', TOO_LARGE],
    [
      'node',
      'throw',
      [
        'handled',
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
      ],
    ],
    ['node', 'bytes', ENDED],
    ['node', 'forged', ENDED],
  ])('%s: %s', async (name, how, expected) => {
    expect(await failure(name, how)).toEqual(expected);
    expect(await invoke(name, '[1]')).toBe('[1]');
  });

  test.each([
    ['function', 'null'],
    ['nul', '"\\u0000"'],
  ])('%s is answered', async (how, expected) => {
    expect(await invoke('node', JSON.stringify({ how }))).toBe(expected);
  });
});
