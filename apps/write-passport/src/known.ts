import { addMonths, datasetOf, type LedgerCopy } from '@tlc-elt/contracts';
import type { Known } from '@tlc-elt/passport';
import {
  type Buckets,
  differenceOf,
  examplesOf,
  MONTHS_BEFORE,
  manifestsOf,
  profileOf,
  reportOf,
  zoneNamesOf,
} from '@tlc-elt/stored';
import { loadOf, monthsBefore } from './months-before.ts';

/**
 * All that is known of a load by what S3 has of it; undefined where nothing says what its rows are like. That the table
 * has the rows was audited in the transaction of the load: `ops verify` looks again.
 */
export async function knownOf(
  { raw, processed }: Buckets,
  stage: string,
  copy: LedgerCopy,
  before: readonly LedgerCopy[],
): Promise<Known | undefined> {
  const contract = datasetOf(copy.dataset);
  const reading = reportOf(processed, contract, copy);
  const examples = reading.then((report) => (report ? examplesOf(processed, contract, report) : {}));
  const [report, profile, manifests, zoneNames, found] = await Promise.all([
    reading,
    profileOf(processed, contract, copy),
    manifestsOf(raw, contract, copy.source_month),
    zoneNamesOf(raw, contract),
    examples,
  ]);
  if (report === undefined || profile === undefined) return undefined;
  const [history, difference] = await Promise.all([
    monthsBefore(processed, contract, before, report.generated),
    differenceOf(raw, contract, copy, manifests),
  ]);
  const own = manifests.find(({ source }) => source.etag === copy.source_etag);
  const yearBefore = addMonths(copy.source_month, -MONTHS_BEFORE);
  return {
    load: loadOf(copy, report, own?.sha256 ?? null),
    profile,
    contract,
    stage,
    proved: { table_rows: report.accepted_rows, problems: [] },
    history,
    lastYear: history.find(({ load }) => load.source_month === yearBefore),
    manifests,
    examples: found,
    zoneNames,
    difference,
  };
}
