import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as monitoring from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as ecr from '@aws-sdk/client-ecr';
import * as events from '@aws-sdk/client-eventbridge';
import * as glue from '@aws-sdk/client-glue';
import * as iam from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import * as lambda from '@aws-sdk/client-lambda';
import * as redshiftData from '@aws-sdk/client-redshift-data';
import * as redshiftServerless from '@aws-sdk/client-redshift-serverless';
import * as s3 from '@aws-sdk/client-s3';
import * as scheduler from '@aws-sdk/client-scheduler';
import * as states from '@aws-sdk/client-sfn';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientEnv } from '../../src/command/client-env.ts';
import { runPython } from '../python-clients.ts';
import { AwsCli } from '../s3/aws-cli.ts';
import { type TemplateCloud, templateCloud } from '../template-cloud.ts';
import { elsewhere, errors, type Failing } from './errors.ts';
import { files, resources } from './template.ts';

type Module = Readonly<Record<string, unknown>>;
const modules: Readonly<Record<string, readonly [module: Module, client: string]>> = {
  cloudformation: [cloudformation, 'CloudFormationClient'],
  ecr: [ecr, 'ECRClient'],
  events: [events, 'EventBridgeClient'],
  glue: [glue, 'GlueClient'],
  iam: [iam, 'IAMClient'],
  kms: [kms, 'KMSClient'],
  lambda: [lambda, 'LambdaClient'],
  logs: [logs, 'CloudWatchLogsClient'],
  monitoring: [monitoring, 'CloudWatchClient'],
  'redshift-data': [redshiftData, 'RedshiftDataClient'],
  'redshift-serverless': [redshiftServerless, 'RedshiftServerlessClient'],
  s3: [s3, 'S3Client'],
  scheduler: [scheduler, 'SchedulerClient'],
  sns: [sns, 'SNSClient'],
  sqs: [sqs, 'SQSClient'],
  ssm: [ssm, 'SSMClient'],
  states: [states, 'SFNClient'],
  sts: [sts, 'STSClient'],
};

type Client = { send(command: object): Promise<object>; destroy(): void };
type Constructor<T> = new (input: object) => T;

let cloud: TemplateCloud;
beforeAll(async () => {
  const slow = { ...resources.Job?.Properties, Name: 'busy', ExecutionProperty: { MaxConcurrentRuns: 0 } };
  const shut = { ...resources.Fn?.Properties, FunctionName: 'shut', ReservedConcurrentExecutions: 0 };
  cloud = await templateCloud(
    {
      ...resources,
      Busy: { Type: 'AWS::Glue::Job', Properties: slow },
      Shut: { Type: 'AWS::Lambda::Function', Properties: shut },
      Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/group' } },
      There: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/there', Type: 'String', Value: 'v' } },
      Full: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'full' } },
    },
    files,
  );
  const { kernel } = cloud.cloud;
  for (const bucket of ['lake', 'full']) await kernel.offers.s3?.putBytes(bucket, 'kept', Buffer.from('x'));
  const operator = kernel.callerOf(kernel.keys.operator());
  const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:pass';
  await kernel.invoke('states', 'StartExecution', { stateMachineArn, name: 'done' }, operator);
}, 60_000);
afterAll(() => cloud?.stop());

/** What a call's error is for the SDK for JavaScript: its name, and whether it is of the class that the model has. */
async function bySdk(service: string, [operation, parameters, , exception]: Failing): Promise<unknown[]> {
  const [module, clientName] = modules[service] ?? [{}, ''];
  const client = new (module[clientName] as Constructor<Client>)({
    ...cloud.client,
    maxAttempts: 1,
    disableHostPrefix: true,
  });
  const dated = Object.entries(parameters).map(([name, value]) => [
    name,
    /Time$/.test(name) ? new Date(String(value)) : value,
  ]);
  try {
    await client.send(
      new (module[`${operation}Command`] as Constructor<object>)(Object.fromEntries(dated) as object),
    );
    return ['success'];
  } catch (error) {
    const modelled = exception === undefined ? undefined : module[exception];
    const isOne =
      typeof modelled === 'function' ? error instanceof (modelled as Constructor<Error>) : undefined;
    return [(error as Error).name, isOne];
  } finally {
    client.destroy();
  }
}

const all = Object.entries(errors).flatMap(([service, calls]) =>
  calls.map((call): [title: string, service: string, call: Failing] => [
    `${service} ${call[0]} ${call[2]}`,
    service,
    call,
  ]),
);

describe('the SDK for JavaScript parses each error as the modelled exception', () => {
  test.each(all)('%s', async (_, service, call) => {
    const [, , code, exception] = call;
    const [name, isOne] = await bySdk(service, call);
    expect([name, isOne]).toEqual([exception ?? code, exception === undefined ? undefined : true]);
  });
});

test('boto3 parses each error as the modelled exception, with its code', async () => {
  const calls = Object.entries(errors).map(([service, list]) => [
    service,
    list.map(([name, more]) => [name, more]),
  ]);
  const { stdout, stderr } = await runPython(
    [join(import.meta.dirname, 'errors.py')],
    clientEnv(cloud.cloud),
    JSON.stringify(Object.fromEntries(calls)),
  );
  expect(stderr).toBe('');
  const wanted = Object.entries(errors).map(([service, list]) => [
    service,
    list.map(([, , code, exception]) => [exception ?? 'ClientError', code]),
  ]);
  expect(JSON.parse(stdout)).toEqual(Object.fromEntries(wanted));
}, 60_000);

const COMMANDS: Readonly<Record<string, string>> = {
  monitoring: 'cloudwatch',
  states: 'stepfunctions',
  s3: 's3api',
};
const kebab = (name: string): string =>
  name
    .replace(/V2$/, '-v2')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase();

/** Arguments of the command; undefined where the command line cannot make the call. */
function commandOf(service: string, [operation, parameters]: Failing): string[] | undefined {
  const { Payload, ...others } = parameters as { Payload?: string };
  // It puts `sync-` before the host of these two, and cannot be told not to.
  if (Payload !== undefined || ['StartSyncExecution', 'TestState'].includes(operation)) return undefined;
  const named = [COMMANDS[service] ?? service, kebab(operation)];
  // Version 1 asks queue.amazonaws.com, whatever AWS_ENDPOINT_URL says (awscli/customizations/overridesslcommonname.py).
  if (service === 'sqs') named.push('--endpoint-url', cloud.client.endpoint);
  if (operation !== 'GetObject') return [...named, '--cli-input-json', JSON.stringify(others)];
  const given = Object.entries(others).flatMap(([name, value]) => [`--${kebab(name)}`, String(value)]);
  return [...named, ...given, join(cloud.folder, 'out')];
}

test('the aws command line prints the code of each error', async () => {
  const config = join(cloud.folder, 'aws-config');
  writeFileSync(config, '[default]\nparameter_validation = false\n');
  const cli = new AwsCli({ ...clientEnv(cloud.cloud), AWS_CONFIG_FILE: config, AWS_MAX_ATTEMPTS: '1' });
  const printed: string[] = [];
  try {
    for (const [title, service, call] of all) {
      const args = commandOf(service, call);
      const error = args && (await cli.run(...args).then(String, (failed: Error) => failed.message));
      if (error !== undefined && !error.includes(`An error occurred (${call[2]})`))
        printed.push(`${title}: ${error}`);
    }
  } finally {
    cli.stop();
  }
  expect(printed).toEqual([]);
}, 120_000);

test('every code that a service raises stands in the table', () => {
  const source = join(import.meta.dirname, '../../src');
  const missing = globSync(['services/*/**/*.ts', 'wire/content/*.ts'], { cwd: source }).flatMap((path) => {
    const [floor, folder = ''] = path.split(sep);
    const service = floor === 'wire' ? 's3' : folder; // what reads S3's bodies
    if (/test|testing|support/.test(path) || !errors[service]) return [];
    const text = readFileSync(join(source, path), 'utf8');
    const codes = [...text.matchAll(/(?:new ServiceError|\bfail)\(\s*'([A-Z]\w+)'/g)].map(([, code]) => code);
    const known = [
      ...(errors[service] ?? []).flatMap(([, , code, exception]) => [code, exception]),
      ...Object.keys(elsewhere[service] ?? {}),
    ];
    return codes.filter((code) => !known.includes(code)).map((code) => `${path}: ${code}`);
  });
  expect(missing).toEqual([]);
});
