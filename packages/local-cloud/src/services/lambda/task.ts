import { arnOf } from '../../assembly/resource-type.ts';
import { isObject, type Json } from '../../aws/json.ts';
import { type Task, TaskFailure, type TaskRun } from '../../kernel/task.ts';

/** A function by its name, its ARN or `ACCOUNT:function:NAME`, each with or without a version or alias. */
const FUNCTION = /^(?:(?:arn:aws[\w-]*:lambda:[\w-]+:)?\d{12}:function:)?([\w-]{1,64})(?::([\w$-]+))?$/;

/** The function's error becomes the task's: errorType is the name, the payload the cause. */
async function invoke(task: TaskRun, reference: string, payload: Json): Promise<Invoked> {
  const [, name = reference, qualifier] = FUNCTION.exec(reference) ?? [];
  task.authorize(
    'lambda:InvokeFunction',
    arnOf('lambda', task, `function:${name}${qualifier ? `:${qualifier}` : ''}`),
  );
  try {
    const answer = await task.offers.lambda.invoke(name, payload, task.signal);
    const result = (answer.payload ?? null) as Json;
    if (answer.functionError) throw functionFailure(result);
    return { payload: result, executedVersion: answer.executedVersion };
  } catch (error) {
    throw task.failure(error);
  }
}

interface Invoked {
  readonly payload: Json;
  readonly executedVersion: string;
}

function functionFailure(payload: Json): TaskFailure {
  const text = JSON.stringify(payload);
  if (isObject(payload) && typeof payload.errorType === 'string')
    return new TaskFailure(payload.errorType, text);
  return new TaskFailure(
    'Lambda.Unknown',
    `The cause could not be determined because Lambda did not return an error type. Returned payload: ${text}`,
  );
}

/** `arn:aws:states:::lambda:invoke`, and the plain ARN of a function. */
export const task: Task = {
  errors: 'AWSLambda',
  integrations: {
    invoke: {
      takes: ['FunctionName', 'Payload', 'Qualifier', 'InvocationType'],
      callback: true,
      run: async (one) => {
        const { FunctionName, Payload = {}, Qualifier, InvocationType } = one.parameters;
        if (typeof FunctionName !== 'string')
          return one.refuse("The value for the field 'FunctionName' must be a STRING");
        if (InvocationType !== undefined && InvocationType !== 'RequestResponse')
          one.refuse(
            `the InvocationType ${JSON.stringify(InvocationType)} is not supported by the local cloud`,
          );
        const reference = typeof Qualifier === 'string' ? `${FunctionName}:${Qualifier}` : FunctionName;
        const { payload, executedVersion } = await invoke(one, reference, Payload);
        return { ExecutedVersion: executedVersion, Payload: payload, StatusCode: 200 };
      },
    },
  },
  direct: {
    arns: /^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]+(?::[\w$-]+)?$/,
    form: 'arn:aws:lambda:REGION:ACCOUNT:function:NAME',
    run: async (arn, one) => (await invoke(one, arn, one.data)).payload,
  },
};
