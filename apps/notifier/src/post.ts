import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatMessage } from './chat-message.ts';
import { NotTold } from './errors.ts';

/** How long one try may take, and how often is tried within one invocation. */
const TRY_MS = 10_000;
const TRIES = 4;
const FIRST_PAUSE_MS = 1000;

/** What a try needs of the invocation; tests have a time of their own. */
export interface Surroundings {
  /** Milliseconds until the function is ended. */
  readonly left: () => number;
  readonly pause?: (ms: number) => Promise<unknown>;
  readonly tryMs?: number;
}

/** How a try ended badly. */
interface Refusal {
  readonly what: string;
  /** Whether another try may help, and what the chat said of when. */
  readonly passing: boolean;
  readonly afterMs?: number | undefined;
}

/**
 * Posts a message; resolves once the chat has taken it. What passes (no answer, 429, 5xx) is tried again after the time that
 * the chat names, else after ever longer ones, as long as the invocation lasts; the rest throws NotTold at once. A chat that took
 * the message, and whose answer was lost, gets it twice: better than not at all.
 */
export async function post(url: URL, message: ChatMessage, surroundings: Surroundings): Promise<void> {
  const { left, pause = sleep, tryMs = TRY_MS } = surroundings;
  for (let tried = 1; ; tried += 1) {
    const refusal = await attempt(url, message, tryMs);
    if (refusal === undefined) return;
    const next = refusal.afterMs ?? FIRST_PAUSE_MS * 2 ** (tried - 1);
    if (!refusal.passing) throw new NotTold(refusal.what, 'put the address of a webhook that is alive');
    if (tried === TRIES || next + tryMs > left())
      throw new NotTold(`${refusal.what}, at the last of ${tried} tries`, 'look whether the chat is down');
    await pause(next);
  }
}

async function attempt(url: URL, message: ChatMessage, tryMs: number): Promise<Refusal | undefined> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(message),
      // Who is sent elsewhere by an address that is a secret does not go there.
      redirect: 'manual',
      signal: AbortSignal.timeout(tryMs),
    });
    const said = (await answer.text()).slice(0, 100);
    return answer.ok ? undefined : refusalOf(answer, said);
  } catch (error) {
    return { what: `the chat gave no answer (${reasonOf(error)})`, passing: true };
  }
}

function refusalOf({ status, headers }: Response, said: string): Refusal {
  // Slack says why in a word; other pages might repeat the address.
  const word = /^[a-z_]{1,40}$/.test(said.trim()) ? ` ${said.trim()}` : '';
  return {
    what: `the chat answered ${status}${word}`,
    passing: status === 429 || status >= 500,
    afterMs: waitOf(headers.get('retry-after')),
  };
}

/** Milliseconds of a `Retry-After`, which is in seconds or a date (RFC 9110, 10.2.3); undefined where there is none. */
export function waitOf(value: string | null, now = Date.now()): number | undefined {
  if (value === null) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const until = Date.parse(value);
  return Number.isNaN(until) ? undefined : Math.max(0, until - now);
}

/** By codes and names only: messages of Node.js name hosts and addresses. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  return cause?.code ?? name ?? 'unknown';
}
