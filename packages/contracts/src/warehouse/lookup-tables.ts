import type { ColumnContract, DatasetContract } from '../dataset/contract.ts';
import type { LookupContract, NamedTrips } from '../lookup/lookup.ts';
import type { TableContract } from './tables.ts';

export const LOOKUP_LEDGER_TABLE = 'lookup_ledger';
export const LOOKUP_LOCK_TABLE = 'lookup_lock';

/** A view that the load job creates. */
export interface ViewContract extends TableContract {
  readonly query: string;
}

const c = (name: string, type: ColumnContract['type'], description: string): ColumnContract => ({ name, type, description });

/** One row per version, in the transaction that adds it. */
export const lookupLedgerColumns: readonly ColumnContract[] = [
  c('lookup', 'VARCHAR(64)', 'Lookup, e.g. taxi_zones.'),
  c('version', 'INTEGER', 'Rises by one with each version; the highest is the one that is used.'),
  c('run_id', 'VARCHAR(64)', 'The run that loaded it.'),
  c('source_url', 'VARCHAR(1024)', "The publisher's address of the file."),
  c('source_etag', 'VARCHAR(256)', 'ETag of the publication.'),
  c('source_last_modified', 'TIMESTAMP', 'Last-Modified of the publication, UTC: the labels are valid since.'),
  c('source_bytes', 'BIGINT', 'Size of the published file.'),
  c('source_sha256', 'VARCHAR(64)', 'SHA-256 of the published file, hex: raw keeps it by that.'),
  c('source_proof', 'VARCHAR(16)', 'How the publisher proves the bytes: md5, multipart_md5 or unproved.'),
  c('source_rows', 'INTEGER', 'Rows of the file, counted in the table in the transaction.'),
  c('generated', 'BOOLEAN', 'True where the file was generated for a demonstration and is no publication.'),
  c('loaded_at', 'TIMESTAMP', 'When it was loaded, UTC.'),
];

/** The tables of a lookup, in the order of their creation; ledger and lock are those of all lookups. */
export const lookupTablesOf = ({ lookup, versionsTable, columns }: LookupContract): TableContract[] => [
  {
    name: versionsTable,
    description: `Every version of \`${lookup}\`, and none is ever changed; \`${LOOKUP_LEDGER_TABLE}\` says where each comes from. \`sql/create_tables.sql\` ends with the query that names trips by the labels of their month.`,
    columns: [c('version', 'INTEGER', `Version, as \`${LOOKUP_LEDGER_TABLE}\` numbers it.`), ...columns],
    public: true,
  },
  { name: LOOKUP_LEDGER_TABLE, description: 'One row per version of a lookup.', columns: lookupLedgerColumns, public: true },
  {
    name: LOOKUP_LOCK_TABLE,
    description: 'Locked while a version of a lookup is added; readers and loads of months never touch it.',
    columns: [c('held_by', 'VARCHAR(64)', 'Never written; the lock is the table itself.')],
    public: false,
  },
];

/** The newest version of a lookup, by the lookup's own name. */
export const newestView = ({ lookup, versionsTable, description, columns }: LookupContract): ViewContract => ({
  name: lookup,
  description,
  columns,
  public: true,
  query: `SELECT ${columns.map(({ name }) => name).join(', ')}
FROM ${versionsTable}
WHERE version = (SELECT MAX(version) FROM ${versionsTable})`,
});

/** The trips of a dataset with the names that belong to their ids: NULL where the lookup has none, and every trip once. */
export function namedView({ table, columns }: DatasetContract, { view, lookup, keys }: NamedTrips): ViewContract {
  const [key] = lookup.columns;
  const starts = Object.entries(keys);
  const names = starts.flatMap(([start, id]) =>
    lookup.columns.flatMap(({ name, type, names }) =>
      names === undefined ? [] : [{ from: `${start}.${name}`, column: c(`${start}_${names}`, type, `\`${name}\` of \`${id}\` in \`${lookup.lookup}\`; NULL where that has no such id.`) }],
    ),
  );
  const selected = [...columns.map(({ name }) => `t.${name}`), ...names.map(({ from, column }) => `${from} AS ${column.name}`)];
  const joins = starts.map(([start, id]) => `LEFT JOIN ${lookup.lookup} ${start} ON ${start}.${key?.name} = t.${id}`);
  return {
    name: view,
    description: `Every row of \`${table}\` with the names of \`${lookup.lookup}\` that are valid now.`,
    columns: [...columns.map(({ source: _, ...column }) => column), ...names.map(({ column }) => column)],
    public: true,
    query: [`SELECT ${selected.join(', ')}`, `FROM ${table} t`, ...joins].join('\n'),
  };
}

/** All that the load and `ops migrate` make for a dataset besides its own tables: its lookup, and the views. */
export const namedRelationsOf = (contract: DatasetContract): TableContract[] =>
  contract.named === undefined ? [] : [...lookupTablesOf(contract.named.lookup), newestView(contract.named.lookup), namedView(contract, contract.named)];
