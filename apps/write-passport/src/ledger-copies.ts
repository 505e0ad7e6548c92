import {
  addMonths,
  believedCopy,
  type Dataset,
  type LedgerCopy,
  ledgerPrefix,
  loadedKey,
  loadingKey,
  type SourceMonth,
} from '@tlc-elt/contracts';
import { type Bucket, MONTHS_BEFORE } from '@tlc-elt/passport/read';

/**
 * What is loaded of a month and of those before it, the month first, by the ledger's copies: the warehouse sleeps on.
 * A month without a copy that may be believed is left out.
 */
export async function ledgerCopies(
  processed: Bucket,
  dataset: Dataset,
  month: SourceMonth,
): Promise<LedgerCopy[]> {
  const there = new Set(await processed.keys(ledgerPrefix(dataset)));
  const months = Array.from({ length: MONTHS_BEFORE + 1 }, (_, back) => addMonths(month, -back));
  const copies = await Promise.all(
    months.map(async (each) => {
      const keys = [loadingKey(dataset, each), loadedKey(dataset, each)];
      if (!keys.every((key) => there.has(key))) return [];
      const [loading, loaded] = await Promise.all(keys.map((key) => processed.text(key)));
      return believedCopy(loading, loaded, { dataset, month: each }) ?? [];
    }),
  );
  return copies.flat();
}
