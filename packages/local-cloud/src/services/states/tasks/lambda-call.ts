import type { TaskIo } from '../interpreter/host.ts';
import { TaskFailure } from '../interpreter/host.ts';
import { isObject, type Json } from '../language/json.ts';
import type { TaskWorld } from './recipe.ts';
import { authorizeTask, type ErrorNames, taskFailure } from './service-call.ts';

const NAMES: ErrorNames = {
  ...{ prefix: 'Lambda', service: 'AWSLambda', sdk: 'v1' },
  denial: { code: 'AccessDeniedException', statusCode: 403 },
};

/** A function by its name, its ARN or `ACCOUNT:function:NAME`, each with or without a version or alias. */
const FUNCTION = /^(?:(?:arn:aws[\w-]*:lambda:[\w-]+:)?\d{12}:function:)?([\w-]{1,64})(?::([\w$-]+))?$/;

export interface LambdaAnswer {
  readonly payload: Json;
  readonly executedVersion: string;
}

/** Invokes a function as the machine's role; its error becomes the task's: errorType is the name, the payload the cause. */
export async function invokeFunction(
  world: TaskWorld,
  reference: string,
  payload: Json,
  io: TaskIo,
): Promise<LambdaAnswer> {
  const { name, arn } = resolveFunction(world, reference);
  authorizeTask(world, 'lambda:InvokeFunction', arn, NAMES);
  const { lambda } = world.kernel.offers;
  if (!lambda) throw new TaskFailure('Lambda.ServiceException', 'the assembly has no Lambda functions');
  let answer: Awaited<ReturnType<typeof lambda.invoke>>;
  try {
    answer = await lambda.invoke(name, payload, io.signal);
  } catch (error) {
    throw taskFailure(error, NAMES, world.uuid());
  }
  const body = (answer.payload ?? null) as Json;
  if (answer.functionError) throw functionFailure(body);
  return { payload: body, executedVersion: answer.executedVersion };
}

function resolveFunction(world: TaskWorld, reference: string): { name: string; arn: string } {
  const [, name = reference, qualifier] = FUNCTION.exec(reference) ?? [];
  const { region, accountId } = world.kernel;
  const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}${qualifier ? `:${qualifier}` : ''}`;
  return { name, arn };
}

function functionFailure(payload: Json): TaskFailure {
  const text = JSON.stringify(payload);
  if (isObject(payload) && typeof payload.errorType === 'string')
    return new TaskFailure(payload.errorType, text);
  const cause = `The cause could not be determined because Lambda did not return an error type. Returned payload: ${text}`;
  return new TaskFailure('Lambda.Unknown', cause);
}
