import * as z from 'zod';
import { Dataset } from '../dataset/datasets.ts';
import { SourceMonth } from '../input/month.ts';

/** `loading.json`: the load that is about to change a month, written before its transaction. */
export const Loading = z.object({
  version: z.literal(1),
  dataset: Dataset,
  source_month: SourceMonth,
  run_id: z.string(),
  attempt: z.string(),
});
export type Loading = z.infer<typeof Loading>;

/** `loaded.json`: what the ledger's newest row of a month says, read and written after the commit. */
export const LedgerCopy = z.object({
  ...Loading.shape,
  load_number: z.int().positive(),
  source_etag: z.string(),
  source_bytes: z.int().nonnegative(),
  source_last_modified: z.string(),
  loaded_at: z.string(),
});
export type LedgerCopy = z.infer<typeof LedgerCopy>;

/** The month that both documents must be of. */
interface Month {
  readonly dataset: Dataset;
  readonly month: SourceMonth;
}

/** A document of the month; undefined where the text is none. */
function read<T extends Loading>(schema: z.ZodType<T>, text: string | undefined, { dataset, month }: Month) {
  try {
    const { data } = schema.safeParse(JSON.parse(text ?? 'null'));
    return data?.dataset === dataset && data.source_month === month ? data : undefined;
  } catch {
    return undefined; // no JSON
  }
}

/** What a text of `loading.json` says. */
export const readLoading = (text: string | undefined, month: Month): Loading | undefined =>
  read(Loading, text, month);

/**
 * The copy, where it may be believed: only beside the `loading.json` of its own load, for another load has changed the
 * month since, or may have, without leaving a copy. Anything else counts as no copy.
 */
export function believedCopy(
  loading: string | undefined,
  loaded: string | undefined,
  month: Month,
): LedgerCopy | undefined {
  const last = readLoading(loading, month);
  const copy = read(LedgerCopy, loaded, month);
  return copy && last?.run_id === copy.run_id && last.attempt === copy.attempt ? copy : undefined;
}
