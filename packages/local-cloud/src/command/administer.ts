import type { CloudRecord } from './record.ts';

/** The local cloud that a record speaks of does not answer. */
export class NotAnswering extends Error {}

/** A request of `pnpm local` to the running local cloud. */
export async function administer(
  { endpoint, token, pid, log }: CloudRecord,
  method: 'GET' | 'POST',
  path: string,
  patienceMs = 5_000,
): Promise<unknown> {
  const response = await fetch(`${endpoint}/_local/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(patienceMs),
  }).catch(() => undefined);
  if (!response?.ok)
    throw new NotAnswering(`the local cloud (pid ${pid}) does not answer at ${endpoint}: see ${log}`);
  return response.json();
}
