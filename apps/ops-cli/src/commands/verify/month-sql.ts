import {
  acceptedSelect,
  annotatedSelect,
  countExpressions,
  type DatasetContract,
  type Era,
  missingColumns,
  pickupWindow,
  quarantineSelect,
  type SourceMonth,
} from '@tlc-elt/contracts';

/** The contract's SELECTs over the raw file, as the jobs fill them in (tlc_elt/transform/sql.py). */
export interface MonthSql {
  readonly accepted: string;
  /** The rejected rows with every source column, then source_month, run_id, broken_rules. */
  readonly rejected: string;
  /** Rule → aggregate over `annotated`. */
  readonly counts: Readonly<Record<string, string>>;
  readonly annotated: string;
}

/** `raw` is the relation of the raw file's rows. */
export function monthSql(
  contract: DatasetContract,
  era: Era,
  month: SourceMonth,
  runId: string,
  raw: string,
): MonthSql {
  const missing = missingColumns(contract, era);
  const source = missing.length === 0 ? raw : `(SELECT *, ${missing.join(', ')} FROM ${raw})`;
  const window = pickupWindow(contract, month);
  const fill = (template: string, values: Readonly<Record<string, string>> = {}): string => {
    const known: typeof values = { source, source_month: month, run_id: runId, ...window, ...values };
    return template.replace(/\{(\w+)\}/g, (placeholder, name: string) => known[name] ?? placeholder);
  };
  const annotated = `(${fill(annotatedSelect(contract))}) AS annotated`;
  const { source_rows: _, accepted_rows: __, ...rules } = countExpressions(contract);
  return {
    accepted: fill(acceptedSelect(contract)),
    rejected: fill(quarantineSelect(), { annotated }),
    counts: Object.fromEntries(Object.entries(rules).map(([rule, sql]) => [rule, fill(sql)])),
    annotated,
  };
}
