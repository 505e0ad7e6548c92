import { AsyncLocalStorage } from 'node:async_hooks';

/** Fails the request that the running code works for. */
const requests = new AsyncLocalStorage<(error: unknown) => void>();

/** Does the work of a request; rejects with its error, also with one that nothing caught. */
export function answering<T>(work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    requests.run(reject, () => void work().then(resolve, reject));
  });
}

/** From here on an error that nothing catches ends the request that it came from, and not the process. */
export function surviveErrors(log: (line: string) => void): void {
  process.on('uncaughtException', (error: unknown) => {
    requests.getStore()?.(error);
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log(`an error that nothing caught: ${text}`);
  });
}
