import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Resources, role, type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';

const code = `
const later = (what) => setTimeout(what, 20);
exports.plain = () => 'plain';
exports.promised = async () => 'promised';
exports.never = () => new Promise(() => {});
exports.called = (event, context, callback) => { later(() => callback(null, 'called')); return 'returned'; };
exports.waits = (event, context, callback) => { let done = false; later(() => { done = true; }); callback(null, { get done() { return done; } }); };
exports.hurries = (event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false;
  setTimeout(() => undefined, 60_000);
  callback(null, 'at once');
};
exports.failed = (event, context, callback) => callback(new RangeError('no'));
exports.text = (event, context, callback) => callback('no luck');
exports.succeeds = (event, context) => later(() => context.succeed('succeeded'));
exports.fails = (event, context) => later(() => context.fail(new TypeError('failed')));
exports.api = { below: { handler: async () => 'below' } };
`;

const HANDLERS = [
  ...['plain', 'promised', 'never', 'called', 'waits', 'hurries', 'failed', 'text'],
  ...['succeeds', 'fails', 'api.below.handler', 'none', 'api.none'],
];
const RUNTIMES = ['nodejs22.x', 'nodejs24.x'];
const nameOf = (runtime: string, handler: string): string =>
  `${runtime}-${handler}`.replaceAll(/[^\w-]/g, '_');

const fn = (name: string, more: object): Resources => ({
  [name.replaceAll(/\W|_/g, '')]: {
    Type: 'AWS::Lambda::Function',
    Properties: { FunctionName: name, Timeout: 20, Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, ...more },
  },
});

const marks = mkdtempSync(join(tmpdir(), 'handlers-'));
const marked = (name: string): object => ({ Environment: { Variables: { MARK: join(marks, name) } } });

let cloud: TemplateCloud;
beforeAll(async () => {
  const handlers = RUNTIMES.flatMap((Runtime) =>
    HANDLERS.map((handler) =>
      fn(nameOf(Runtime, handler), { Runtime, Handler: `index.${handler}`, Code: { ZipFile: code } }),
    ),
  );
  const beside = { Runtime: 'nodejs24.x', Code: './code' };
  cloud = await templateCloud(
    Object.assign(
      { Role: role('lambda.amazonaws.com', ['logs:*']) },
      ...handlers,
      fn('module', { ...beside, Handler: 'es/main.run' }),
      fn('first', { ...beside, Handler: 'both.run' }),
      fn('flaky', { ...beside, Handler: 'flaky.run', ...marked('node') }),
      fn('flaky-python', { ...beside, Runtime: 'python3.12', Handler: 'flaky.run', ...marked('python') }),
    ),
    {
      'code/es/package.json': '{"type": "module"}',
      'code/es/main.js': 'const made = await Promise.resolve("es"); export const run = async () => made;',
      'code/both.js': 'exports.run = async () => "js";',
      'code/both.mjs': 'export const run = async () => "mjs";',
      'code/flaky.js': `const { existsSync, writeFileSync } = require('node:fs');
if (!existsSync(process.env.MARK)) { writeFileSync(process.env.MARK, ''); throw new Error('not yet'); }
exports.run = async () => 'loaded';`,
      'code/flaky.py': `import os
if not os.path.exists(os.environ["MARK"]):
    open(os.environ["MARK"], "w").close()
    raise RuntimeError("not yet")
def run(event, context):
    return "loaded"`,
    },
  );
});
afterAll(async () => {
  await cloud?.stop();
  rmSync(marks, { recursive: true, force: true });
});

/** The result, or name and message of the error. */
async function invoke(FunctionName: string): Promise<unknown> {
  const answer = await new LambdaClient(cloud.client).send(new InvokeCommand({ FunctionName }));
  const result = JSON.parse(Buffer.from(answer.Payload ?? []).toString());
  return answer.FunctionError ? [result.errorType, result.errorMessage] : result;
}

const REMOVED = [
  'Runtime.CallbackHandlerDeprecated',
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24',
];
const missing = (handler: string): string[] => [
  'Runtime.HandlerNotFound',
  `index.${handler} is undefined or not exported`,
];

describe('a handler of Node.js is called as its runtime calls it:', () => {
  test.each<[string, unknown, unknown]>([
    ['plain', null, 'plain'],
    ['promised', 'promised', 'promised'],
    ['called', 'called', REMOVED],
    ['waits', { done: true }, REMOVED],
    ['hurries', 'at once', REMOVED],
    ['failed', ['RangeError', 'no'], REMOVED],
    ['text', ['string', 'no luck'], REMOVED],
    ['api.below.handler', 'below', 'below'],
    ['none', missing('none'), missing('none')],
    ['api.none', missing('api.none'), missing('api.none')],
  ])('%s', async (handler, before, since) => {
    expect(await invoke(nameOf('nodejs22.x', handler))).toEqual(before);
    expect(await invoke(nameOf('nodejs24.x', handler))).toEqual(since);
  });

  test.each<[string, unknown]>([
    ['never', null],
    ['succeeds', 'succeeded'],
    ['fails', ['TypeError', 'failed']],
  ])('%s, before Node.js 24', async (handler, expected) => {
    expect(await invoke(nameOf('nodejs22.x', handler))).toEqual(expected);
    // The environment takes the next one.
    expect(await invoke(nameOf('nodejs22.x', handler))).toEqual(expected);
  });
});

test('an ES module may wait while it is loaded, and a .js file goes before others', async () => {
  expect([await invoke('module'), await invoke('first')]).toEqual(['es', 'js']);
});

test.each([
  ['flaky', 'Error'],
  ['flaky-python', 'RuntimeError'],
])(
  'what could not be loaded is loaded anew by the next invocation: %s',
  async (name, error) => {
    expect([await invoke(name), await invoke(name)]).toEqual([[error, 'not yet'], 'loaded']);
  },
  120_000,
);
