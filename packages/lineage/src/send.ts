import { setTimeout as after } from 'node:timers/promises';
import type { RunEvent } from './event.ts';

/** Where OpenLineage's HTTP transport posts to, below an endpoint's address. */
const PATH = '/api/v1/lineage';
const ATTEMPTS = 4;
const TIMEOUT_MS = 10_000;

/** An endpoint that did not take an event. */
export class Refused extends Error {
  /** False where the endpoint would refuse the same event again. */
  readonly isTransient: boolean;
  constructor(message: string, isTransient: boolean, cause?: unknown) {
    super(message, { cause });
    this.name = 'Refused';
    this.isTransient = isTransient;
  }
}

export interface Endpoint {
  /** Its address, with or without the path of the API. */
  readonly url: string;
  /** Sent as a bearer token. */
  readonly apiKey: string | undefined;
  readonly signal?: AbortSignal;
  /** Between two tries, so that tests need not wait. */
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/** Posts events one after another; throws Refused at the first that is not taken, after several tries. */
export async function send(events: readonly RunEvent[], endpoint: Endpoint): Promise<void> {
  for (const event of events) await sendOne(event, endpoint);
}

async function sendOne(event: RunEvent, endpoint: Endpoint): Promise<void> {
  const { sleep = (ms) => after(ms, undefined, { signal: endpoint.signal }) } = endpoint;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await post(event, endpoint);
      return;
    } catch (error) {
      if (!(error instanceof Refused) || !error.isTransient || attempt === ATTEMPTS) throw error;
      await sleep(300 * 2 ** attempt);
    }
  }
}

async function post(event: RunEvent, { url, apiKey, signal }: Endpoint): Promise<void> {
  const address = addressOf(url);
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(address, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify(event),
    // A redirection would take the key to another host.
    redirect: 'manual',
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  }).catch((error: Error) => {
    if (signal?.aborted) throw error;
    const reason = (error.cause as Error | undefined)?.message || error.message;
    throw new Refused(`${address} does not answer: ${reason}`, true, error);
  });
  if (response.ok) return void (await response.body?.cancel());
  const said = (await response.text().catch(() => '')).slice(0, 300).trim();
  const isTransient = response.status === 429 || response.status >= 500;
  throw new Refused(`${address} answers ${response.status}${said === '' ? '' : `: ${said}`}`, isTransient);
}

/** The address that events are posted to. */
function addressOf(url: string): string {
  const base = url.replace(/\/+$/, '');
  return base.endsWith(PATH) ? base : `${base}${PATH}`;
}
