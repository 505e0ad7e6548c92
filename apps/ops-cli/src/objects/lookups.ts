import { type LookupContract, LookupManifest, lookupManifestKey, parameterNames } from '@tlc-elt/contracts';
import { parseJson } from '@tlc-elt/stored';
import type { Runtime } from '../runtime.ts';
import { readText } from './objects.ts';

/** What IngestRaw says of a lookup, or why that cannot be read; undefined where no run has looked for it. */
export async function readLookupManifest(
  runtime: Runtime,
  lookup: LookupContract,
): Promise<LookupManifest | undefined> {
  const bucket = (await runtime.parameters()).get(parameterNames(runtime.stage).rawBucket);
  const text = await readText(runtime, bucket, lookupManifestKey(lookup));
  if (text === undefined) return undefined;
  const { data, error } = LookupManifest.safeParse(parseJson(text));
  if (data) return data;
  const reason = `${lookupManifestKey(lookup)} cannot be read: ${error.issues[0]?.message}`;
  return { version: 1, lookup: lookup.lookup, problem: { reason, run_id: '', at: '' } };
}

/** A lookup in a few words. */
export function described({ kept, problem }: LookupManifest): string {
  const what = kept
    ? `${kept.rows} rows${kept.generated ? ', generated' : ''}, of ${kept.last_modified.slice(0, 10)}`
    : 'none';
  return problem === undefined ? what : `${what}; the last look: ${problem.reason}`;
}
