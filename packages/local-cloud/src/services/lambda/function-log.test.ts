import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Resources, role, type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';

const python = `
import logging, os
logger = logging.getLogger()
def handler(event, context):
    if event == "exit":
        os._exit(3)
    print("plain")
    logger.info("not told")
    logger.setLevel(logging.INFO)
    logger.info("two\\nlines of %s", "one event")
    try:
        1 / 0
    except ZeroDivisionError:
        logger.exception("caught")
    logger.setLevel(logging.WARNING)
    raise ValueError("no luck")
`;
const node = `
exports.handler = async (event) => {
  if (event === 'sleep') await new Promise((resolve) => setTimeout(resolve, 60_000));
  process.stdout.write('plain\\n');
  console.log('two\\nlines of %s', 'one event', { a: 1 });
  console.debug('d'); console.info('i'); console.warn('w'); console.error('e'); console.trace('t');
  throw Object.assign(new RangeError('no luck'), { code: 'E1', field: 2 });
};`;

const fn = (FunctionName: string, Runtime: string, ZipFile: string): Resources[string] => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName,
    Handler: 'index.handler',
    Runtime,
    Timeout: FunctionName === 'late' ? 1 : 20,
    Code: { ZipFile },
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
  },
});

let cloud: TemplateCloud;
beforeAll(async () => {
  cloud = await templateCloud({
    Role: role('lambda.amazonaws.com', ['logs:*']),
    Python: fn('python', 'python3.12', python),
    Broken: fn('broken', 'python3.12', 'import nothing_of_the_kind'),
    Wrong: fn('wrong', 'python3.12', 'def handler(:'),
    Node: fn('node', 'nodejs24.x', node),
    Late: fn('late', 'nodejs24.x', node),
  });
});
afterAll(() => cloud?.stop());

/** The answer and the events of the log, with their changing parts named. */
async function invoked(FunctionName: string, event: string): Promise<[Record<string, unknown>, string[]]> {
  const Payload = Buffer.from(JSON.stringify(event));
  const answer = await new LambdaClient(cloud.client).send(new InvokeCommand({ FunctionName, Payload }));
  const { events = [] } = await new CloudWatchLogsClient(cloud.client).send(
    new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${FunctionName}` }),
  );
  const id = /RequestId: (\S+)/.exec(
    events.findLast(({ message }) => message?.startsWith('END'))?.message ?? '',
  );
  const lines = events.map(({ message = '' }) =>
    message
      .replaceAll(id?.[1] ?? '', 'ID')
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'TIME')
      .replaceAll(/([^\s"]*)\/index\.(py|js)/g, 'index.$2')
      .replace(/Duration.*/, '…'),
  );
  const text = Buffer.from(answer.Payload ?? [])
    .toString()
    .replaceAll(id?.[1] ?? '', 'ID');
  return [JSON.parse(text), lines.slice(lines.findLastIndex((line) => line.startsWith('START')))];
}

test('Python logs with level, time and request id; what has several lines is one event', async () => {
  const [answer, lines] = await invoked('python', '');
  expect(answer).toMatchObject({ errorMessage: 'no luck', errorType: 'ValueError', requestId: 'ID' });
  expect(lines).toEqual([
    'START RequestId: ID Version: $LATEST',
    'plain',
    '[INFO]\tTIME\tID\ttwo\nlines of one event',
    expect.stringMatching(
      /^\[ERROR\]\tTIME\tID\tcaught\nTraceback \(most recent call last\):\n {2}File "index.py", line 12, in handler[\s\S]*ZeroDivisionError: division by zero$/,
    ),
    expect.stringMatching(
      /^\[ERROR\] ValueError: no luck\nTraceback \(most recent call last\):\n\u00a0\u00a0File "index.py", line 16, in handler\n\u00a0\u00a0\u00a0\u00a0raise/,
    ),
    'END RequestId: ID',
    'REPORT RequestId: ID\t…',
  ]);
}, 120_000);

test('Python tells what kept a handler from being loaded, in the answer and in the log', async () => {
  const [missing, lines] = await invoked('broken', '');
  const [syntax] = await invoked('wrong', '');
  const errorMessage = "Unable to import module 'index': No module named 'nothing_of_the_kind'";
  expect(missing).toMatchObject({ errorType: 'Runtime.ImportModuleError', errorMessage });
  expect(lines[1]).toBe(
    `[ERROR] Runtime.ImportModuleError: ${errorMessage}\nTraceback (most recent call last):`,
  );
  expect(syntax).toMatchObject({
    errorType: 'Runtime.UserCodeSyntaxError',
    errorMessage: expect.stringMatching(
      /^Syntax error in module 'index': invalid syntax \(index\.py, line 1\)$/,
    ),
  });
}, 120_000);

test('Node.js logs with time, request id and level; a thrown error is logged with all that it carries', async () => {
  const [answer, lines] = await invoked('node', '');
  expect(answer).toMatchObject({ errorType: 'RangeError', errorMessage: 'no luck' });
  const error = lines.at(-3) ?? '';
  expect([...lines.slice(0, -3), ...lines.slice(-2)]).toEqual([
    'START RequestId: ID Version: $LATEST',
    'plain',
    'TIME\tID\tINFO\ttwo\nlines of one event { a: 1 }',
    ...['DEBUG\td', 'INFO\ti', 'WARN\tw', 'ERROR\te', 'TRACE\tt'].map((line) => `TIME\tID\t${line}`),
    'END RequestId: ID',
    'REPORT RequestId: ID\t…',
  ]);
  const [, shown = ''] = error.split('TIME\tID\tERROR\tInvoke Error \t');
  expect(JSON.parse(shown)).toEqual({
    errorType: 'RangeError',
    errorMessage: 'no luck',
    code: 'E1',
    field: 2,
    stack: expect.arrayContaining(['RangeError: no luck']),
  });
});

test('a timeout and the end of a process are logged as the platform says them', async () => {
  const late = await invoked('late', 'sleep');
  const ended = await invoked('python', 'exit');
  const platform = (lines: readonly string[]): readonly string[] => lines.slice(1, -2);
  expect([platform(late[1]), platform(ended[1])]).toEqual([
    ['TIME ID Task timed out after 1.00 seconds\n'],
    ['RequestId: ID Error: Runtime exited with error: exit status 3\nRuntime.ExitError\n'],
  ]);
}, 60_000);
