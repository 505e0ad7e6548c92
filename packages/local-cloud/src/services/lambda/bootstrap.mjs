// Runs in the function's own process: loads the handler once, then answers one invocation after the other.
// Invocations come as JSON lines on file descriptor 3, answers go as JSON lines to 4. What is one log event is one line
// of output; a line that ends in NUL goes on in the next.

import { writeFileSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { Socket } from 'node:net';
import { format, types } from 'node:util';

enableCompileCache(process.env.LOCAL_CLOUD_COMPILE_CACHE);
let current;

/** One event of the log, however many lines it has: "Using the Node.js function logs", AWS Lambda developer guide. */
function logAs(level, ...values) {
  const text = `${new Date().toISOString()}\t${current}\t${level}\t${format(...values)}`;
  process.stdout.write(`${text.replaceAll('\n', '\0\n')}\n`);
}

const LEVELS = {
  log: 'INFO',
  info: 'INFO',
  debug: 'DEBUG',
  warn: 'WARN',
  error: 'ERROR',
  trace: 'TRACE',
  fatal: 'FATAL',
};
for (const [method, level] of Object.entries(LEVELS))
  console[method] = (message, ...values) => logAs(level, message, ...values);

// Only now: what the function's modules write while they are loaded is logged already.
const { loaded, named, takesCallbacks } = await import('./handler.mjs');

const isError = (error) =>
  types.isNativeError(error) ||
  [error?.name, error?.message, error?.stack].every((value) => typeof value === 'string' && value !== '');

/** What a caller gets of whatever was thrown. */
function told(error) {
  try {
    if (!isError(error)) return { errorType: typeof error, errorMessage: error.toString(), trace: [] };
    const [errorType, errorMessage, stack] = [error.name, error.message, error.stack].map((text) =>
      text.replaceAll('\x7f', '%7F'),
    );
    return { errorType, errorMessage, trace: stack.split('\n') };
  } catch {
    const errorMessage =
      'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack';
    return { errorType: 'handled', errorMessage };
  }
}

/** What the log gets of it: also what the function added to the error. */
function logged(thrown) {
  try {
    const error = thrown instanceof Error ? thrown : new Error(thrown);
    const { name: errorType, message: errorMessage, code, stack } = error;
    return JSON.stringify({ errorType, errorMessage, code, ...error, stack: String(stack).split('\n') });
  } catch {
    return JSON.stringify(told(thrown));
  }
}

function failure(error, title = 'Invoke Error') {
  logAs('ERROR', title, `\t${logged(error)}`);
  return { payload: JSON.stringify(told(error)), failed: true };
}

/** Bytes of the largest answer: "Lambda quotas", 6 MB and what the envelope takes. */
const LARGEST = 6_291_556;

function success(result) {
  let payload;
  try {
    payload = JSON.stringify(result) ?? 'null';
  } catch {
    const error = new Error('Unable to stringify response body');
    return failure(takesCallbacks ? error : Object.assign(error, { name: 'Runtime.JSONStringifyError' }));
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

let whenIdle = () => undefined;
process.on('beforeExit', () => {
  invocations.ref();
  whenIdle();
});

/** As the runtimes before Node.js 24 call a handler: what it returns counts where it is a promise, else its callback does. */
function calledBack(handler, event, context) {
  return new Promise((resolve, reject) => {
    const done = (error, result) => (error === undefined || error === null ? resolve(result) : reject(error));
    const callback = (error, result) => {
      if ((error === undefined || error === null) && context.callbackWaitsForEmptyEventLoop)
        whenIdle = () => resolve(result);
      else done(error, result);
    };
    Object.assign(context, { done, succeed: resolve, fail: (error) => reject(error ?? 'handled') });
    whenIdle = () => resolve(null);
    invocations.unref();
    const result = handler(event, context, callback);
    if (typeof result?.then === 'function') result.then(resolve, reject);
  }).finally(() => {
    whenIdle = () => undefined;
    invocations.ref();
  });
}

const call = (handler, event, context) =>
  takesCallbacks ? calledBack(handler, event, context) : handler(event, context);

/** The marks tell the local cloud that all output of this invocation has been read. */
function answer(message) {
  const mark = `\u0000${current}\n`;
  process.stdout.write(mark);
  process.stderr.write(mark);
  writeFileSync(4, `${JSON.stringify(message)}\n`);
}

async function take(invocation) {
  current = invocation.requestId;
  let handler;
  try {
    handler = await loaded;
  } catch (error) {
    answer({ ...failure(error), ends: true }); // the next invocation loads it anew
    return;
  }
  try {
    answer(success(await call(handler, JSON.parse(invocation.event), contextOf(invocation))));
  } catch (error) {
    answer(failure(error));
  }
  flushCompileCache(); // Node does so where a process ends by itself, and this one is killed
}

/** The local cloud ends the process. */
const crash = (error, title) => answer({ ...failure(error, title), ends: true });
process.on('uncaughtException', (error) => crash(error, 'Uncaught Exception'));
process.on('unhandledRejection', (reason) =>
  crash(named('Runtime.UnhandledPromiseRejection', reason), 'Unhandled Promise Rejection'),
);

let rest = '';
const invocations = new Socket({ fd: 3 }).setEncoding('utf8');
invocations.on('data', (text) => {
  const lines = (rest + text).split('\n');
  rest = lines.pop();
  for (const line of lines) take(JSON.parse(line));
});
invocations.on('close', () => process.exit(0));
