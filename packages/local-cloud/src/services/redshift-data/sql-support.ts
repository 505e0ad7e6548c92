import { FAMILIES, OF_SESSION, TYPED } from './sql/functions/catalog.ts';
import { SPECIAL } from './sql/functions/special.ts';
import { REFUSED_STATEMENTS, REFUSED_WORDS } from './sql/refused.ts';
import { SYSTEM_VIEWS } from './sql/system-views.ts';
import { REFUSED_TYPES } from './sql/types.ts';
import { TAKEN } from './warehouse/copy/types.ts';

/** The SQL that is served, for `docs/local-cloud.md`: taken from the tables that the code itself uses. */
export interface SqlSupport {
  readonly statements: readonly string[];
  /** Family of AWS's "SQL functions reference" → functions. */
  readonly functions: Readonly<Record<string, readonly string[]>>;
  /** Name in FROM → its columns. */
  readonly systemViews: Readonly<Record<string, string>>;
  readonly refusedStatements: Readonly<Record<string, string>>;
  readonly refusedWords: Readonly<Record<string, string>>;
  readonly refusedTypes: Readonly<Record<string, string>>;
  /** Column type → parquet types that COPY takes for it. */
  readonly copyTypes: Readonly<Record<string, readonly string[]>>;
}

/** What parseStatement knows. */
const STATEMENTS = [
  'SELECT, WITH',
  'INSERT',
  'UPDATE',
  'DELETE',
  'MERGE (WHEN MATCHED and WHEN NOT MATCHED)',
  'CREATE TABLE, CREATE TEMP TABLE (also as #name), CREATE TABLE AS',
  'CREATE VIEW',
  'ALTER TABLE … ADD COLUMN, DROP COLUMN, RENAME TO, RENAME COLUMN, OWNER TO; storage is accepted',
  'DROP TABLE, DROP VIEW (several at once)',
  'TRUNCATE (alone)',
  'GRANT, REVOKE on tables, on ALL TABLES IN SCHEMA public; on the schema itself they say nothing new',

  'LOCK',
  'COPY … FORMAT AS PARQUET, from a manifest or a key prefix',
  'UNLOAD … FORMAT AS PARQUET, to one file',
  'ANALYZE, VACUUM (accepted, nothing to do)',
  'EXPLAIN (the plan is DuckDB\u2019s)',
];

const named = (names: Iterable<string>): string[] => [...names].sort();

export const sqlSupport: SqlSupport = {
  statements: STATEMENTS,
  functions: {
    ...Object.fromEntries(
      Object.entries(FAMILIES).map(([family, table]) => [
        family,
        named(Object.keys(table).filter((name) => Object.keys(table[name] ?? {}).length > 0)),
      ]),
    ),
    'With literals for formats, parts and paths': named(Object.keys(SPECIAL)),
    'By the type of the argument': named(TYPED),
    'Of the session': named(OF_SESSION),
  },
  systemViews: Object.fromEntries(Object.entries(SYSTEM_VIEWS).map(([name, { columns }]) => [name, columns])),
  refusedStatements: REFUSED_STATEMENTS,
  refusedWords: REFUSED_WORDS,
  refusedTypes: REFUSED_TYPES,
  copyTypes: TAKEN,
};
