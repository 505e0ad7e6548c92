// AWS's runtimes bring the AWS SDK for JavaScript: a function that does not bundle it finds the local cloud's own
// ("Building Lambda functions with Node.js", "Runtime-included SDK versions"). What lies beside the function goes first.

import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const SDK = /^@(aws-sdk|smithy)\//;
const own = createRequire(import.meta.url);
// Packages of @smithy are found from a client, which needs them.
const places = [own, createRequire(own.resolve('@aws-sdk/client-s3'))];

function found(specifier) {
  for (const { resolve } of places) {
    try {
      return resolve(specifier);
    } catch {
      // not from there
    }
  }
  return undefined;
}

/** Resolving asks the hook again. */
let searching = false;

registerHooks({
  resolve(specifier, context, next) {
    try {
      return next(specifier, context);
    } catch (error) {
      if (!SDK.test(specifier) || searching) throw error;
      searching = true;
      const path = found(specifier);
      searching = false;
      if (path) return { url: pathToFileURL(path).href, shortCircuit: true };
      error.message += `\n${specifier} is not among the clients of the services that the local cloud serves: bundle it with the function`;
      throw error;
    }
  },
});
