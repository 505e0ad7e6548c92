import { answerJson, asText, sdkMetadata } from './answers.ts';
import { checkParameters, objectParameters } from './parameters.ts';
import type { Cookbook } from './recipe.ts';
import { callService, type ErrorNames } from './service-call.ts';

const NAMES: ErrorNames = {
  ...{ prefix: 'SNS', service: 'AmazonSNS', sdk: 'v1' },
  denial: { code: 'AuthorizationError', statusCode: 403 },
};
const PARAMETERS = [
  ...['TopicArn', 'TargetArn', 'PhoneNumber', 'Message', 'Subject', 'MessageStructure', 'MessageAttributes'],
  ...['MessageDeduplicationId', 'MessageGroupId'],
];

/** `arn:aws:states:::sns:publish`; a Message that is no string is sent as its JSON text. */
export const snsRecipes: Cookbook = (resource) => {
  if (!/^arn:aws[\w-]*:states:::sns:publish$/.test(resource)) return undefined;
  return {
    events: 'Task',
    resourceType: 'sns',
    resource: 'publish',
    stopsWork: false,
    check: (parameters) => checkParameters(parameters, PARAMETERS, ['Message']),
    run: async (given, io, world) => {
      const parameters = objectParameters(given);
      const input = { ...parameters, Message: asText(parameters.Message ?? '') };
      const answer = await callService(world, {
        service: 'sns',
        operation: 'Publish',
        input,
        names: NAMES,
        signal: io.signal,
      });
      const { ResponseMetadata: _, ...members } = answer;
      return { ...(answerJson(members, 'milliseconds') as object), ...sdkMetadata(world.uuid(), 'text/xml') };
    },
  };
};
