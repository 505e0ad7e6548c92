import {
  addMonths,
  type Dataset,
  type LedgerCopy,
  ledgerPrefix,
  loadedKey,
  type SourceMonth,
} from '@tlc-elt/contracts';
import { type Bucket, MONTHS_BEFORE, newestLoad } from '@tlc-elt/stored';

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
  const loaded = months.filter((each) => there.has(loadedKey(dataset, each)));
  const copies = await Promise.all(loaded.map((each) => newestLoad(processed, { dataset, month: each })));
  return copies.filter((copy) => copy !== undefined);
}
