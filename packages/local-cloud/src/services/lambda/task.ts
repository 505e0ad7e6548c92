import { isObject, type Json, type JsonObject, parseJson } from '../../aws/json.ts';
import { type Task, TaskFailure, type TaskRun } from '../../kernel/task.ts';
import { jsonMember } from './payload.ts';

/** The function's error becomes the task's: errorType is the name, the payload the cause. */
async function invoke(task: TaskRun, parameters: JsonObject, event: Json): Promise<JsonObject> {
  const answer = await task.call('Invoke', { ...parameters, Payload: JSON.stringify(event) });
  const { ExecutedVersion = null, FunctionError, Payload: text = 'null' } = answer;
  const Payload = parseJson(jsonMember(String(text)));
  if (FunctionError) throw functionFailure(Payload);
  return { ExecutedVersion, Payload, StatusCode: 200 };
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
        const { Payload = {}, InvocationType = 'RequestResponse' } = one.parameters;
        if (InvocationType !== 'RequestResponse')
          one.refuse(
            `the InvocationType ${JSON.stringify(InvocationType)} is not supported by the local cloud`,
          );
        return invoke(one, one.parameters, Payload);
      },
    },
  },
  direct: {
    arns: /^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]+(?::[\w$-]+)?$/,
    form: 'arn:aws:lambda:REGION:ACCOUNT:function:NAME',
    run: async (FunctionName, one) => (await invoke(one, { FunctionName }, one.data)).Payload ?? null,
  },
};
