/** Why a thread is aborted: the reason of its signal. */
export class Interruption extends Error {
  readonly kind: 'stopped' | 'timed out' | 'sibling failed' | 'shutdown' | 'task timed out';
  constructor(kind: Interruption['kind']) {
    super(`the execution is interrupted: ${kind}`);
    this.name = 'Interruption';
    this.kind = kind;
  }
}

/** Whether a signal's reason is the end of the local cloud. */
export function isShutdown(reason: unknown): boolean {
  return reason instanceof Interruption && reason.kind === 'shutdown';
}

/** A signal of its own below a parent's; `end` lets the parent forget it. */
export function below(parent: AbortSignal): { controller: AbortController; end: () => void } {
  const controller = new AbortController();
  const pass = (): void => controller.abort(parent.reason);
  if (parent.aborted) pass();
  else parent.addEventListener('abort', pass, { once: true });
  return { controller, end: () => parent.removeEventListener('abort', pass) };
}
