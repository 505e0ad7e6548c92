import { type DatasetContract, LEDGER_TABLE, ledgerColumns, tablesOf, yellow } from '@tlc-elt/contracts';
import type { LocalStage } from './local-stage.ts';

/** Makes a dataset's tables as the load job does. */
export async function createTables(stage: LocalStage, contract: DatasetContract = yellow): Promise<void> {
  for (const { name, columns } of tablesOf(contract).filter((table) => table.public)) {
    const list = columns.map((column) => `${column.name} ${column.type}`).join(', ');
    await stage.sql(`CREATE TABLE IF NOT EXISTS ${name} (${list})`);
    await stage.sql(`GRANT SELECT ON ${name} TO PUBLIC`);
  }
}

const anyLoad: Readonly<Record<string, string>> = {
  dataset: "'yellow'",
  run_number: '1',
  attempt: "'a'",
  source_url: "'https://tlc/f.parquet'",
  source_last_modified: "'2024-11-20 00:00:00'",
  source_bytes: '1',
  source_sha256: "'s'",
  source_rows: '100',
  accepted_rows: '88',
  quarantined_rows: '12',
  quarantine_by_rule: "'{}'",
  loaded_rows: '88',
  era: "'yellow-2023-02'",
  contract_version: String(yellow.version),
  engine: "'duckdb'",
  generated: 'FALSE',
  forced: 'FALSE',
  quarantine_accepted: 'FALSE',
  loaded_at: "'2024-11-21 00:00:00'",
};

/** A row of the ledger; values are SQL. */
export async function load(
  stage: LocalStage,
  [month, number, runId, etag]: readonly [month: string, number: number, runId: string, etag: string],
  change: Readonly<Record<string, string>> = {},
): Promise<void> {
  const row: Record<string, string> = {
    ...anyLoad,
    source_month: `'${month}-01'`,
    load_number: String(number),
    run_id: `'${runId}'`,
    source_etag: `'${etag}'`,
    ...change,
  };
  const values = ledgerColumns.map(({ name }) => row[name] ?? 'NULL').join(', ');
  await stage.sql(`INSERT INTO ${LEDGER_TABLE} VALUES (${values})`);
}
