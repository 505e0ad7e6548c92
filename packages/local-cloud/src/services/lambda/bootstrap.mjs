// Runs in the function's own process: loads the handler once, then answers one invocation after the other.

import { existsSync } from 'node:fs';
import { createRequire, enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

enableCompileCache(process.env.LOCAL_CLOUD_COMPILE_CACHE);
const [module = '', exported = 'handler'] = (process.env._HANDLER ?? '').split(/\.(?=[^.]*$)/);
const base = join(process.env.LAMBDA_TASK_ROOT ?? '.', module);
// Node.js 24 is the first runtime without callbacks: "Define Lambda function handler in Node.js".
const takesCallbacks = Number(/nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? '')?.[1] ?? 24) < 24;

async function load() {
  if (existsSync(`${base}.mjs`)) return import(pathToFileURL(`${base}.mjs`).href);
  return createRequire(pathToFileURL(`${base}.js`))(existsSync(`${base}.cjs`) ? `${base}.cjs` : `${base}.js`);
}

const named = (name, error) => Object.assign(new Error(error.message), { name, stack: error.stack });

/** Lambda's own names for what keeps a handler from being loaded. */
function initError(error) {
  if (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND')
    return named('Runtime.ImportModuleError', error);
  return error instanceof SyntaxError ? named('Runtime.UserCodeSyntaxError', error) : error;
}

const describe = (error) => ({
  errorType: error?.name ?? typeof error,
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

const loaded = load().then(
  (namespace) => {
    const handler = namespace[exported] ?? namespace.default?.[exported];
    if (typeof handler === 'function') return handler;
    throw named('Runtime.HandlerNotFound', new Error(`${process.env._HANDLER} is undefined or not exported`));
  },
  (error) => {
    throw initError(error);
  },
);
loaded.catch(() => undefined); // told by the first invocation

const call = (handler, event, context) =>
  takesCallbacks && handler.length >= 3
    ? new Promise((resolve, reject) =>
        handler(event, context, (error, payload) => (error ? reject(error) : resolve(payload))),
      )
    : handler(event, context);

let current;

/** The marks tell the local cloud that all output of this invocation has been read. */
function answer(message) {
  const mark = `\u0000${current}\n`;
  process.stdout.write(mark);
  process.stderr.write(mark);
  process.send({ requestId: current, ...message });
}

function crash(error) {
  answer({ failure: describe(error), ends: true });
  process.disconnect();
}

process.on('message', async (invocation) => {
  current = invocation.requestId;
  try {
    const payload = await call(await loaded, invocation.event, contextOf(invocation));
    answer({ payload: payload === undefined ? null : payload });
  } catch (error) {
    answer({ failure: describe(error) });
  }
});
process.on('uncaughtException', crash);
process.on('unhandledRejection', (reason) =>
  crash(
    named('Runtime.UnhandledPromiseRejection', reason instanceof Error ? reason : new Error(String(reason))),
  ),
);
process.on('disconnect', () => process.exit(0));
