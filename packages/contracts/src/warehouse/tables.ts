import type { ColumnContract, DatasetContract } from '../dataset/contract.ts';
import { DEFAULT_DATASET } from '../dataset/datasets.ts';

/** A table that the load job creates on first need. */
export interface TableContract {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly ColumnContract[];
  /** Analysts, ops and the Lambdas read it: `GRANT SELECT … TO PUBLIC`. */
  readonly public: boolean;
}

const c = (name: string, type: ColumnContract['type'], description: string): ColumnContract => ({
  name,
  type,
  description,
});

/** Longest VARCHAR of Redshift, bytes. */
export const MAX_VARCHAR = 65535;

export const quarantineColumns: readonly ColumnContract[] = [
  c('source_month', 'DATE', 'First day of the source month.'),
  c('run_id', 'VARCHAR(64)', 'The run that rejected the row.'),
  c('broken_rules', 'VARCHAR(1024)', "Names of every rule that the row breaks, joined by ',' in the contract's order."),
  c('source_row', `VARCHAR(${MAX_VARCHAR})`, 'The whole source row as a JSON object, keys as in the source file; a text of more than 5,000 characters is cut, and whole in the quarantine files.'),
];

/** One row per load, in the transaction of the load. */
export const ledgerColumns: readonly ColumnContract[] = [
  c('dataset', 'VARCHAR(32)', `Dataset, e.g. ${DEFAULT_DATASET}.`),
  c('source_month', 'DATE', 'First day of the source month.'),
  c('load_number', 'BIGINT', 'Rises by one with each load of any month of the dataset: the order of its loads.'),
  c('run_id', 'VARCHAR(64)', `Name of the execution, e.g. ${DEFAULT_DATASET}-2024-09-r3.`),
  c('run_number', 'INTEGER', 'The number that the run id ends in.'),
  c('attempt', 'VARCHAR(64)', 'Attempt of TransformTrips whose files were loaded.'),
  c('source_url', 'VARCHAR(1024)', "The publisher's address of the file."),
  c('source_etag', 'VARCHAR(128)', 'Id of the publication: its ETag, with length and date where that is no MD5.'),
  c('source_last_modified', 'TIMESTAMP', 'Last-Modified of the publication, UTC.'),
  c('source_bytes', 'BIGINT', 'Size of the published file.'),
  c('source_sha256', 'VARCHAR(64)', 'SHA-256 of the published file, hex.'),
  c('source_rows', 'BIGINT', "Rows by the published file's footer."),
  c('accepted_rows', 'BIGINT', 'Rows that meet every rule.'),
  c('quarantined_rows', 'BIGINT', 'Rows that break a rule.'),
  c('quarantine_by_rule', 'VARCHAR(4096)', 'JSON object: rule → rows that break it; a row may break several.'),
  c('loaded_rows', 'BIGINT', 'Rows that the table has for the month, counted in the transaction.'),
  c('era', 'VARCHAR(64)', 'Era of the physical schema.'),
  c('contract_version', 'INTEGER', 'Version of the dataset contract.'),
  c('engine', 'VARCHAR(32)', 'Engine of TransformTrips: spark or duckdb.'),
  c('generated', 'BOOLEAN', 'True where the file was generated for a demonstration and is no publication.'),
  c('forced', 'BOOLEAN', 'True where the fence was overridden.'),
  c('quarantine_accepted', 'BOOLEAN', "True where the quarantined share was over the contract's limits and somebody accepted it."),
  c('loaded_at', 'TIMESTAMP', 'When the load ran, UTC.'),
  // Columns are only ever added at the end: `ops migrate` adds them, and rows of older loads have NULL there.
  c('source_proof', 'VARCHAR(16)', 'How the publisher proves the bytes: md5, multipart_md5 or unproved; NULL in rows of older versions.'),
  c('accepted_digests', 'VARCHAR(16384)', 'JSON object: what the values of each column of the loaded rows come to; NULL in rows of older versions.'),
  c('rejected_digests', 'VARCHAR(4096)', 'JSON object: the same of the quarantined rows; NULL in rows of older versions.'),
];

/** The tables of a dataset's warehouse, in the order of their creation. */
export function tablesOf(contract: DatasetContract): TableContract[] {
  return [
    {
      name: contract.table,
      description: 'One row per accepted trip.',
      columns: contract.columns,
      public: true,
    },
    {
      name: contract.quarantineTable,
      description: 'One row per rejected trip.',
      columns: quarantineColumns,
      public: true,
    },
    {
      name: LEDGER_TABLE,
      description: 'One row per load of a source month.',
      columns: ledgerColumns,
      public: true,
    },
    {
      name: contract.lockTable,
      description: `Locked by each load of ${contract.dataset}, so that two loads never interleave; readers never touch it.`,
      columns: [c('held_by', 'VARCHAR(64)', 'Never written; the lock is the table itself.')],
      public: false,
    },
  ];
}

export const LEDGER_TABLE = 'load_ledger';
