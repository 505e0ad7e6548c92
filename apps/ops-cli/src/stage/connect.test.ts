import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cloneWith } from '../../test/ops.ts';
import { applyAwsEnvironment, connect } from './connect.ts';

const local = { stage: 'local', endpoint: 'local' } as const;
const dev = { stage: 'dev', endpoint: 'aws' } as const;
/** What is throttled is tried again, slower. */
const patience = { retryMode: 'adaptive', maxAttempts: 8 };

test('stage local takes endpoint, region and credentials from its local cloud and nothing from the user', () => {
  const root = cloneWith('http://127.0.0.1:4566');
  const environment = {
    AWS_PROFILE: 'work',
    AWS_REGION: 'eu-west-1',
    AWS_USE_FIPS_ENDPOINT: 'true',
    HOME: '/home/u',
  };
  const connection = connect(local, environment, root, 'pnpm');
  expect(connection.client).toEqual({
    endpoint: 'http://127.0.0.1:4566',
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
  });
  applyAwsEnvironment(environment, connection);
  expect(environment).toEqual({
    HOME: '/home/u',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  });
});

test('stage dev on AWS leaves endpoint, region and credentials to the SDK', () => {
  const environment = { AWS_PROFILE: 'work' };
  const connection = connect(dev, environment, cloneWith(undefined), 'pnpm');
  applyAwsEnvironment(environment, connection);
  expect([connection.client, environment]).toEqual([patience, { AWS_PROFILE: 'work' }]);
});

test('stage dev on AWS is looked for in the region that it is deployed in', () => {
  const environment = { TLC_REGION: 'eu-central-1', AWS_REGION: 'us-west-2' };
  expect(connect(dev, environment, cloneWith(undefined), 'pnpm').client).toEqual({
    ...patience,
    region: 'eu-central-1',
  });
  expect(connect(dev, { TLC_REGION: '' }, cloneWith(undefined), 'pnpm').client).toEqual(patience);
});

test('stage dev with --endpoint local reads the file of the local cloud that runs dev', () => {
  const root = cloneWith('http://127.0.0.1:4567', 'dev');
  const { client } = connect(
    { stage: 'dev', endpoint: 'local' },
    { AWS_ENDPOINT_URL: 'http://x' },
    root,
    'pnpm',
  );
  expect(client.endpoint).toBe('http://127.0.0.1:4567');
});

test('stage dev is in an account of a local cloud where AWS_ENDPOINT_URL leads to this machine', () => {
  const environment = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4666' };
  expect(connect(dev, environment, '/clone', 'pnpm')).toEqual({
    client: patience,
    awsEnvironment: undefined,
  });
});

test.each([
  ['AWS_ENDPOINT_URL', 'http://10.0.0.1:4666'],
  ['AWS_ENDPOINT_URL_S3', 'http://127.0.0.1:4666'],
])('stage dev on AWS refuses to work while %s leads to %s', (name, address) => {
  expect(() => connect(dev, { [name]: address }, '/clone', 'pnpm')).toThrow(
    expect.objectContaining({
      exitCode: 3,
      message: `stage dev is on AWS, but ${name}=${address} would lead elsewhere`,
      next: `unset ${name}; a local cloud that runs the dev assembly is meant by: pnpm ops --endpoint local …`,
    }),
  );
});

test.each([
  ['local', 'start it: pnpm start, or pnpm local up'],
  ['dev', 'start it: pnpm local up --stage dev'],
] as const)('no local cloud for stage %s says what to type', (stage, next) => {
  expect(() => connect({ stage, endpoint: 'local' }, {}, cloneWith(undefined), 'pnpm')).toThrow(
    expect.objectContaining({ exitCode: 3, message: `no local cloud runs for stage ${stage}`, next }),
  );
});

test('a file that no local cloud wrote is named', () => {
  const root = cloneWith(undefined);
  mkdirSync(join(root, '.local/local'), { recursive: true });
  writeFileSync(join(root, '.local/local/client-env.json'), '{"AWS_ENDPOINT_URL":"nowhere"}');
  expect(() => connect(local, {}, root, 'pnpm')).toThrow(
    /client-env\.json is not what a local cloud writes: .*AWS_ENDPOINT_URL/s,
  );
});

test('TLC_LOCAL_DIR moves the folder', () => {
  const root = cloneWith('http://127.0.0.1:4566');
  expect(connect(local, { TLC_LOCAL_DIR: join(root, '.local') }, '/elsewhere', 'pnpm').client.region).toBe(
    'us-east-1',
  );
});
