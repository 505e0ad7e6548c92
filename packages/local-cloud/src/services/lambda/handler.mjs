// Loads the handler that the function's configuration names, as Lambda's Node.js runtimes look for it.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import './sdk-modules.mjs';

// The module ends at the first dot of the file's name, what follows is a path below its exports.
const [, folder = '', module = '', exported = ''] =
  /^(.*\/)?([^./]*)\.(.*)$/.exec(process.env._HANDLER) ?? [];
const base = join(process.env.LAMBDA_TASK_ROOT ?? '.', folder, module);
// Node.js 24 is the first runtime without callbacks: "Define Lambda function handler in Node.js".
export const takesCallbacks = Number(/nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? '')?.[1] ?? 24) < 24;

/** A module as the runtime looks for it: `.js`, which package.json may make an ES module, `.mjs`, `.cjs`. */
async function load() {
  const path =
    ['.js', '.mjs', '.cjs'].map((end) => base + end).find((one) => existsSync(one)) ?? `${base}.js`;
  if (path.endsWith('.mjs')) return import(pathToFileURL(path).href);
  try {
    return createRequire(pathToFileURL(path))(path);
  } catch (error) {
    if (error.code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error;
    return import(pathToFileURL(path).href);
  }
}

/** An error by one of Lambda's own names: what it was made of is its message. */
export const named = (name, cause) =>
  Object.assign(new Error(String(cause)), { name, stack: cause?.stack ?? `${name}: ${cause}` });

/** Lambda's own names for what keeps a handler from being loaded. */
function initError(error) {
  if (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND')
    return named('Runtime.ImportModuleError', error);
  return error instanceof SyntaxError ? named('Runtime.UserCodeSyntaxError', error) : error;
}

const below = (namespace) => exported.split('.').reduce((value, name) => value?.[name], namespace);
const ownError = (name, message) => Object.assign(new Error(message), { name });

/** The handler; rejects with what kept it from being loaded. */
export const loaded = load().then(
  (namespace) => {
    const handler = below(namespace) ?? below(namespace.default);
    if (typeof handler !== 'function')
      throw ownError('Runtime.HandlerNotFound', `${process.env._HANDLER} is undefined or not exported`);
    if (takesCallbacks || handler.length < 3) return handler;
    throw ownError(
      'Runtime.CallbackHandlerDeprecated',
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24',
    );
  },
  (error) => {
    throw initError(error);
  },
);
loaded.catch(() => undefined); // told by the first invocation
