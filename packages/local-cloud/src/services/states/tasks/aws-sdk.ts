import { isObject, type Json, type JsonObject } from '../language/json.ts';
import { answerJson, asText, camelCased, capitalized } from './answers.ts';
import { objectParameters } from './parameters.ts';
import type { Cookbook, TaskWorld } from './recipe.ts';
import { callService } from './service-call.ts';

interface SdkService {
  /** The signing name. */
  readonly name: string;
  /** As the SDK for Java v2 names the service in its errors. */
  readonly prefix: string;
  /** Its API's members are in camelCase. */
  readonly camelCase?: boolean;
  /** Members whose JSON is sent as text. */
  readonly texts?: readonly string[];
}

/** Services by the name that `arn:aws:states:::aws-sdk:<name>:<action>` has for them. */
const SERVICES: Readonly<Record<string, SdkService>> = {
  cloudformation: { name: 'cloudformation', prefix: 'CloudFormation' },
  cloudwatchlogs: { name: 'logs', prefix: 'CloudWatchLogs', camelCase: true },
  glue: { name: 'glue', prefix: 'Glue' },
  redshiftdata: { name: 'redshift-data', prefix: 'RedshiftData' },
  redshiftserverless: { name: 'redshift-serverless', prefix: 'RedshiftServerless', camelCase: true },
  scheduler: { name: 'scheduler', prefix: 'Scheduler' },
  sfn: { name: 'states', prefix: 'Sfn', camelCase: true, texts: ['Input', 'Output'] },
  sns: { name: 'sns', prefix: 'Sns', texts: ['Message'] },
  sqs: { name: 'sqs', prefix: 'Sqs', texts: ['MessageBody'] },
  ssm: { name: 'ssm', prefix: 'Ssm' },
  sts: { name: 'sts', prefix: 'Sts' },
};

/** The operation behind an `aws-sdk` resource: `glue` and `GetJobRun`; undefined for other resources. */
export function sdkOperation(resource: string): { service: string; operation: string } | undefined {
  const [, name = '', action = ''] =
    /^arn:aws[\w-]*:states:::aws-sdk:(\w+):(\w+)(?:\.waitForTaskToken)?$/.exec(resource) ?? [];
  const service = SERVICES[name];
  return service && { service: service.name, operation: capitalized(action) };
}

/** `arn:aws:states:::aws-sdk:<service>:<action>`: any operation of a service that the local cloud has. */
export const awsSdkRecipes: Cookbook = (resource) => {
  const [matched, name, action] = /^arn:aws[\w-]*:states:::aws-sdk:(\w+):(\w+)$/.exec(resource) ?? [];
  const service = SERVICES[name ?? ''];
  if (!matched || !action || !service) return undefined;
  return {
    events: 'Task',
    resourceType: `aws-sdk:${name}`,
    resource: action,
    stopsWork: false,
    check: (parameters) =>
      parameters === undefined || isObject(parameters)
        ? []
        : [{ message: 'Parameters must be an object', at: 'Parameters' }],
    run: (parameters, io, world) =>
      callOperation(service, action, objectParameters(parameters), io.signal, world),
  };
};

async function callOperation(
  service: SdkService,
  action: string,
  parameters: JsonObject,
  signal: AbortSignal,
  world: TaskWorld,
): Promise<Json> {
  const texts = (service.texts ?? []).filter((name) => parameters[name] !== undefined);
  const withTexts = {
    ...parameters,
    ...Object.fromEntries(texts.map((name) => [name, asText(parameters[name] as Json)])),
  };
  const answer = await callService(world, {
    service: service.name,
    operation: capitalized(action),
    input: service.camelCase ? (camelCased(withTexts) as JsonObject) : withTexts,
    names: { prefix: service.prefix, service: service.prefix, sdk: 'v2' },
    signal,
  });
  return answerJson(answer, 'iso');
}
