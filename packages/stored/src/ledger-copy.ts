import {
  believedCopy,
  type Dataset,
  type LedgerCopy,
  loadedKey,
  loadingKey,
  type SourceMonth,
} from '@tlc-elt/contracts';
import type { Bucket } from './bucket.ts';

/**
 * The newest load of a month by the ledger's copy, as LoadRedshift left it: asking the warehouse itself would wake it, and
 * Redshift bills a minute for that. Undefined where the month was never loaded, or no copy may be believed.
 */
export async function newestLoad(
  processed: Pick<Bucket, 'text'>,
  of: { readonly dataset: Dataset; readonly month: SourceMonth },
): Promise<LedgerCopy | undefined> {
  const [loading, loaded] = await Promise.all(
    [loadingKey, loadedKey].map((key) => processed.text(key(of.dataset, of.month))),
  );
  return believedCopy(loading, loaded, of);
}
