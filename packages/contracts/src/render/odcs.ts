import type { ColumnContract, ColumnType, DatasetContract, Rule } from '../dataset/contract.ts';

type LogicalType = 'integer' | 'number' | 'string' | 'timestamp' | 'date' | 'boolean';

/** A data contract by the Open Data Contract Standard 3.1.0 (bitol-io.github.io/open-data-contract-standard). */
export interface OpenDataContract {
  readonly apiVersion: 'v3.1.0';
  readonly kind: 'DataContract';
  readonly [section: string]: unknown;
}

/**
 * The contract of a dataset's table, for tools that know nothing of this pipeline. `database`, the path of a DuckDB
 * database with the table, becomes the server of the contract: what its types and rules are tested on.
 */
export const openDataContract = (contract: DatasetContract, database?: string): OpenDataContract => ({
  apiVersion: 'v3.1.0',
  kind: 'DataContract',
  id: `tlc-elt-${contract.dataset}`,
  name: contract.table,
  version: `${contract.version}.0.0`,
  status: 'active',
  description: {
    purpose: `Trips of the publisher's monthly files ${contract.fileName}, one row each.`,
    limitations: `A row that breaks a rule is not in ${contract.table}, but in ${contract.quarantineTable}. Times are wall clock, without time zone.`,
    usage: 'source_month is the month of the file: a load replaces the rows of its month, and no others.',
  },
  ...(database === undefined
    ? {}
    : { servers: [{ server: 'database', type: 'duckdb', database, schema: 'main' }] }),
  schema: [
    {
      name: contract.table,
      physicalName: contract.table,
      logicalType: 'object',
      physicalType: 'table',
      dataGranularityDescription: 'A trip as it was published; exact copies are kept.',
      properties: contract.columns.map(propertyOf),
      quality: contract.rules.map((rule) => qualityOf(contract, rule)),
    },
  ],
  slaProperties: [
    { property: 'frequency', value: 1, unit: 'months', element: `${contract.table}.source_month` },
    {
      property: 'generalAvailability',
      value: `${contract.firstMonth}-01`,
      description: 'The first month that the publisher has.',
    },
  ],
  customProperties: [
    { property: 'timeColumn', value: contract.timeColumn },
    { property: 'publicationDeadlineDays', value: contract.publicationDeadlineDays },
    { property: 'quarantineMaxShare', value: contract.quarantineLimits.maxShare },
  ],
});

const propertyOf = ({ name, type, source, description }: ColumnContract) => ({
  name,
  logicalType: logicalType(type),
  physicalType: type,
  required: source === undefined, // what the pipeline itself puts there is never NULL
  description,
  ...(source === undefined ? {} : { transformSourceObjects: [source] }),
});

function logicalType(type: ColumnType): LogicalType {
  if (type.startsWith('VARCHAR')) return 'string';
  const types: Readonly<Record<string, LogicalType>> = {
    INTEGER: 'integer',
    BIGINT: 'integer',
    'DOUBLE PRECISION': 'number',
    TIMESTAMP: 'timestamp',
    DATE: 'date',
    BOOLEAN: 'boolean',
  };
  const known = types[type];
  if (known === undefined) throw new Error(`the Open Data Contract Standard has no type for ${type}`);
  return known;
}

/** A rule as a count of rows that break it, or in words where the table lacks a column that it asks for. */
function qualityOf(contract: DatasetContract, rule: Rule) {
  const { name, sentence: description } = rule;
  const condition = tableCondition(contract, rule);
  if (condition === undefined) return { name, description, type: 'text' };
  const query = `SELECT COUNT(*) FROM ${contract.table} WHERE NOT COALESCE(${condition}, FALSE)`;
  return { name, description, type: 'sql', dimension: 'conformity', query, mustBe: 0 };
}

/** A rule over the columns of the table, in SQL of Redshift and DuckDB; undefined where the table lacks one. */
function tableCondition(contract: DatasetContract, { sql }: Rule): string | undefined {
  const days = contract.pickupToleranceDays;
  const ofTable = sql
    .replaceAll("CAST('{window_start}' AS TIMESTAMP)", `source_month - INTERVAL '${days} day'`)
    .replaceAll(
      "CAST('{window_end}' AS TIMESTAMP)",
      `source_month + INTERVAL '1 month' + INTERVAL '${days} day'`,
    )
    .replaceAll('AS DOUBLE)', 'AS DOUBLE PRECISION)');
  const sources = new Set(
    contract.eras.flatMap(({ columns }) => columns.map(({ name }) => name.toLowerCase())),
  );
  const names = new Map(contract.columns.map(({ name, source }) => [source?.toLowerCase(), name]));
  let isComplete = true;
  const renamed = ofTable.replace(/'[^']*'|\w+/g, (word) => {
    const column = names.get(word.toLowerCase());
    if (column === undefined && sources.has(word.toLowerCase())) isComplete = false;
    return column ?? word;
  });
  return isComplete ? renamed : undefined;
}
