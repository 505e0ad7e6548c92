import {
  datasetOf,
  type LedgerCopy,
  passportKey,
  passportPageKey,
  passportTextKey,
  type RunPlan,
} from '@tlc-elt/contracts';
import { type Passport, passportMarkdown, passportOf, passportPage } from '@tlc-elt/passport';
import type { Buckets } from '@tlc-elt/stored';
import type { WritableBucket } from './bucket.ts';
import { knownOf } from './known.ts';
import { ledgerCopies } from './ledger-copies.ts';

/** Where the passport of a run's load is, or why there is none. */
export type Written =
  | { readonly judgement: Passport['verdict']['judgement']; readonly keys: readonly string[] }
  | { readonly nothing: string };

/** Writes the passport of what a run has loaded; a second try leaves the same bytes. */
export async function writePassport(
  buckets: Buckets & { readonly processed: WritableBucket },
  stage: string,
  { dataset, month, run_id }: RunPlan,
): Promise<Written> {
  const [copy, ...before] = await ledgerCopies(buckets.processed, dataset, month);
  if (copy?.source_month !== month) return { nothing: 'the load has left no copy of the ledger' };
  if (copy.run_id !== run_id) return { nothing: `${copy.run_id} has replaced the load since` };
  const known = await knownOf(buckets, stage, copy, before);
  if (known === undefined) return { nothing: 'the load has no profile' };
  return write(buckets.processed, copy, passportOf(known));
}

/**
 * The passport itself comes first and stays as it is: it says what was known when the month was loaded. Of it the others
 * are made, also by a try after one that died between them.
 */
async function write(
  processed: WritableBucket,
  { dataset, source_month, run_id, attempt }: LedgerCopy,
  composed: Passport,
): Promise<Written> {
  const [key, page, text] = [passportKey, passportPageKey, passportTextKey].map((keyOf) =>
    keyOf(datasetOf(dataset), source_month, run_id, attempt),
  ) as [string, string, string];
  const json = `${JSON.stringify(composed)}\n`;
  const isFirst = await processed.writeFirst(key, json, 'application/json');
  const passport = isFirst ? composed : (JSON.parse((await processed.text(key)) ?? json) as Passport);
  await Promise.all([
    processed.write(page, passportPage(passport), 'text/html; charset=utf-8'),
    processed.write(text, passportMarkdown(passport), 'text/markdown; charset=utf-8'),
  ]);
  return { judgement: passport.verdict.judgement, keys: [key, page, text] };
}
