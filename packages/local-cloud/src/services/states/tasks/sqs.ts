import { answerJson, asText, sdkMetadata } from './answers.ts';
import { checkParameters, objectParameters } from './parameters.ts';
import type { Cookbook } from './recipe.ts';
import { callService, type ErrorNames } from './service-call.ts';

const NAMES: ErrorNames = {
  ...{ prefix: 'SQS', service: 'AmazonSQS', sdk: 'v1' },
  denial: { code: 'AccessDenied', statusCode: 403 },
};
const PARAMETERS = [
  ...[
    'QueueUrl',
    'MessageBody',
    'DelaySeconds',
    'MessageAttributes',
    'MessageDeduplicationId',
    'MessageGroupId',
  ],
];

/** `arn:aws:states:::sqs:sendMessage`; a MessageBody that is no string is sent as its JSON text. */
export const sqsRecipes: Cookbook = (resource) => {
  if (!/^arn:aws[\w-]*:states:::sqs:sendMessage$/.test(resource)) return undefined;
  return {
    events: 'Task',
    resourceType: 'sqs',
    resource: 'sendMessage',
    stopsWork: false,
    check: (parameters) => checkParameters(parameters, PARAMETERS, ['QueueUrl', 'MessageBody']),
    run: async (given, io, world) => {
      const { MessageBody = null, ...others } = objectParameters(given);
      const input = { ...others, MessageBody: MessageBody === null ? MessageBody : asText(MessageBody) };
      const call = { service: 'sqs', operation: 'SendMessage', input, names: NAMES, signal: io.signal };
      const answer = await callService(world, call);
      const metadata = sdkMetadata(world.uuid(), 'application/x-amz-json-1.0');
      return { ...(answerJson(answer, 'milliseconds') as object), ...metadata };
    },
  };
};
