import { arnOf } from '../../assembly/resource-type.ts';
import { type Task, TaskFailure, type TaskRun } from '../../kernel/task.ts';

/** A function by its name, its ARN or `ACCOUNT:function:NAME`, each with or without a version or alias. */
const FUNCTION = /^(?:(?:arn:aws[\w-]*:lambda:[\w-]+:)?\d{12}:function:)?([\w-]{1,64})(?::([\w$-]+))?$/;

/** The function's error becomes the task's: errorType is the name, the payload the cause. */
async function invoke(task: TaskRun, reference: string, payload: unknown): Promise<Invoked> {
  const [, name = reference, qualifier] = FUNCTION.exec(reference) ?? [];
  task.authorize(
    'lambda:InvokeFunction',
    arnOf('lambda', task, `function:${name}${qualifier ? `:${qualifier}` : ''}`),
  );
  try {
    const answer = await task.offers.lambda.invoke(name, payload, task.signal);
    if (answer.functionError) throw functionFailure(answer.payload ?? null);
    return answer;
  } catch (error) {
    throw task.failure(error);
  }
}

interface Invoked {
  readonly payload: unknown;
  readonly executedVersion: string;
}

function functionFailure(payload: unknown): TaskFailure {
  const text = JSON.stringify(payload);
  const { errorType } = Object(payload) as { errorType?: unknown };
  if (typeof errorType === 'string') return new TaskFailure(errorType, text);
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
        return { ExecutedVersion: executedVersion, Payload: payload ?? null, StatusCode: 200 };
      },
    },
  },
  direct: {
    arns: /^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]+(?::[\w$-]+)?$/,
    form: 'arn:aws:lambda:REGION:ACCOUNT:function:NAME',
    run: async (arn, one) => (await invoke(one, arn, one.data)).payload ?? null,
  },
};
