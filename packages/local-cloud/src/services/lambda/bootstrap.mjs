// Runs in the function's own process: loads the handler once, then answers one invocation after the other.
// Invocations come as JSON lines on file descriptor 3, answers go as JSON lines to 4.

import { existsSync, writeFileSync } from 'node:fs';
import { createRequire, enableCompileCache } from 'node:module';
import { Socket } from 'node:net';
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

const failure = (error) => ({
  payload: JSON.stringify({
    errorType: String(error?.name ?? typeof error),
    errorMessage: String(error?.message ?? error),
    trace: String(error?.stack ?? '').split('\n'),
  }),
  failed: true,
});

/** Bytes of the largest answer: "Lambda quotas", 6 MB and what the envelope takes. */
const LARGEST = 6_291_556;

function success(result) {
  let payload;
  try {
    payload = JSON.stringify(result) ?? 'null';
  } catch {
    const name = takesCallbacks ? 'Error' : 'Runtime.JSONStringifyError';
    return failure(named(name, new Error('Unable to stringify response body')));
  }
  if (Buffer.byteLength(payload) <= LARGEST) return { payload };
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${LARGEST} bytes).`;
  const errorType = 'Function.ResponseSizeTooLarge';
  return { payload: JSON.stringify({ errorType, errorMessage }), failed: true };
}

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
  writeFileSync(4, `${JSON.stringify(message)}\n`);
}

/** The local cloud ends the process. */
const crash = (error) => answer({ ...failure(error), ends: true });

async function take(invocation) {
  current = invocation.requestId;
  try {
    const event = JSON.parse(invocation.event);
    answer(success(await call(await loaded, event, contextOf(invocation))));
  } catch (error) {
    answer(failure(error));
  }
}

process.on('uncaughtException', crash);
process.on('unhandledRejection', (reason) =>
  crash(
    named('Runtime.UnhandledPromiseRejection', reason instanceof Error ? reason : new Error(String(reason))),
  ),
);

let rest = '';
const invocations = new Socket({ fd: 3 }).setEncoding('utf8');
invocations.on('data', (text) => {
  const lines = (rest + text).split('\n');
  rest = lines.pop();
  for (const line of lines) take(JSON.parse(line));
});
invocations.on('close', () => process.exit(0));
