import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Resources, role, type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';

const fn = (FunctionName: string): Resources[string] => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName,
    Handler: `${FunctionName}.handler`,
    Runtime: 'nodejs24.x',
    Timeout: 60,
    Code: `./${FunctionName}`,
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
  },
});

const body = `
const who = new STSClient({ requestHandler: new NodeHttpHandler() });
const url = await getSignedUrl(new S3Client({}), new GetObjectCommand({ Bucket: 'b', Key: 'k' }));
return [(await who.send(new GetCallerIdentityCommand({}))).Arn, new URL(url).host];`;

const NAMES = {
  '@aws-sdk/client-sts': 'STSClient, GetCallerIdentityCommand',
  '@aws-sdk/client-s3': 'S3Client, GetObjectCommand',
  '@aws-sdk/s3-request-presigner': 'getSignedUrl',
  '@smithy/node-http-handler': 'NodeHttpHandler',
};
const lines = (line: (names: string, module: string) => string): string =>
  Object.entries(NAMES)
    .map(([module, names]) => line(names, module))
    .join('\n');

const FUNCTIONS = ['esm', 'cjs', 'own', 'none'];

let cloud: TemplateCloud;
beforeAll(async () => {
  const functions = Object.fromEntries(FUNCTIONS.map((name) => [name, fn(name)]));
  cloud = await templateCloud(
    { Role: role('lambda.amazonaws.com', ['logs:*']), ...functions },
    {
      'esm/esm.mjs': `${lines((names, module) => `import { ${names} } from '${module}';`)}
export const handler = async () => {${body}};`,
      'cjs/cjs.js': `${lines((names, module) => `const { ${names} } = require('${module}');`)}
exports.handler = async () => {${body}};`,
      'own/own.mjs': "import { mark } from '@aws-sdk/client-s3'; export const handler = async () => mark;",
      'own/node_modules/@aws-sdk/client-s3/index.js': "exports.mark = 'its own';",
      'none/none.mjs': "import '@aws-sdk/client-dynamodb'; export const handler = async () => 1;",
    },
  );
});
afterAll(() => cloud?.stop());

async function invoke(FunctionName: string): Promise<unknown> {
  const answer = await new LambdaClient(cloud.client).send(new InvokeCommand({ FunctionName }));
  return JSON.parse(Buffer.from(answer.Payload ?? []).toString());
}

test.each(['esm', 'cjs'])('a function finds the SDK that it does not bundle: %s', async (name) => {
  expect(await invoke(name)).toEqual([
    `arn:aws:sts::000000000000:assumed-role/stack-Role/${name}`,
    expect.stringMatching(/^(b\.)?(127\.0\.0\.1|localhost):\d+$/),
  ]);
});

test('what a function brings itself goes first', async () => {
  expect(await invoke('own')).toBe('its own');
});

test('a client of a service that is not served is refused by its name', async () => {
  expect(await invoke('none')).toMatchObject({
    errorType: 'Runtime.ImportModuleError',
    errorMessage: expect.stringContaining(
      '@aws-sdk/client-dynamodb is not among the clients of the services that the local cloud serves: bundle it',
    ),
  });
});
