import { member } from '../language/json.ts';
import { sdkMetadata } from './answers.ts';
import { invokeFunction } from './lambda-call.ts';
import { checkParameters, objectParameters, refuseParameters, stringParameter } from './parameters.ts';
import type { Cookbook } from './recipe.ts';

const FUNCTION_ARN = /^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]+(?::[\w$-]+)?$/;
const PARAMETERS = ['FunctionName', 'Payload', 'Qualifier', 'InvocationType'];

/** `arn:aws:states:::lambda:invoke`, and the plain ARN of a function. */
export const lambdaRecipes: Cookbook = (resource) => {
  if (FUNCTION_ARN.test(resource)) {
    return {
      events: 'LambdaFunction',
      resourceType: 'lambda',
      resource,
      stopsWork: false,
      check: () => [],
      run: async (parameters, io, world) => (await invokeFunction(world, resource, parameters, io)).payload,
    };
  }
  if (!/^arn:aws[\w-]*:states:::lambda:invoke$/.test(resource)) return undefined;
  return {
    events: 'Task',
    resourceType: 'lambda',
    resource: 'invoke',
    stopsWork: false,
    check: (parameters) => checkParameters(parameters, PARAMETERS, ['FunctionName']),
    run: async (given, io, world) => {
      const parameters = objectParameters(given);
      const { InvocationType, Qualifier } = parameters;
      if (InvocationType !== undefined && InvocationType !== 'RequestResponse') {
        refuseParameters(
          parameters,
          `the InvocationType ${JSON.stringify(InvocationType)} is not supported by the local cloud`,
        );
      }
      const name = stringParameter(parameters, 'FunctionName');
      const reference = typeof Qualifier === 'string' ? `${name}:${Qualifier}` : name;
      const answer = await invokeFunction(world, reference, member(parameters, 'Payload') ?? {}, io);
      const metadata = sdkMetadata(world.uuid(), 'application/json');
      return {
        ExecutedVersion: answer.executedVersion,
        Payload: answer.payload,
        ...metadata,
        StatusCode: 200,
      };
    },
  };
};
