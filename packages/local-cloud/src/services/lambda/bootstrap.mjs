// Runs in the function's own process: loads the handler once, then answers one invocation after the other.

import { existsSync } from 'node:fs';
import { createRequire, enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

enableCompileCache(process.env.LOCAL_CLOUD_COMPILE_CACHE);
const [module = '', exported = 'handler'] = (process.env._HANDLER ?? '').split(/\.(?=[^.]*$)/);
const base = join(process.env.LAMBDA_TASK_ROOT ?? '.', module);

async function load() {
  if (existsSync(`${base}.mjs`)) return import(pathToFileURL(`${base}.mjs`).href);
  const require = createRequire(pathToFileURL(`${base}.js`));
  return require(`${base}.js`);
}

const describe = (error) => ({
  errorType: error?.name ?? 'Error',
  errorMessage: error?.message ?? String(error),
  trace: String(error?.stack ?? '').split('\n'),
});

const contextOf = ({ requestId, deadline }) => ({
  awsRequestId: requestId,
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: '$LATEST',
  invokedFunctionArn: process.env.LOCAL_CLOUD_FUNCTION_ARN,
  memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
});

const loaded = load().then((namespace) => {
  const handler = namespace[exported] ?? namespace.default?.[exported];
  if (typeof handler !== 'function')
    throw Object.assign(new Error(`${process.env._HANDLER} is undefined or not exported`), {
      name: 'Runtime.HandlerNotFound',
    });
  return handler;
});
loaded.catch(() => undefined); // told by the first invocation

process.on('message', async (invocation) => {
  try {
    const handler = await loaded;
    const payload = await handler(invocation.event, contextOf(invocation));
    process.send({ requestId: invocation.requestId, payload: payload === undefined ? null : payload });
  } catch (error) {
    process.send({ requestId: invocation.requestId, failure: describe(error) });
  }
});
process.on('disconnect', () => process.exit(0));
