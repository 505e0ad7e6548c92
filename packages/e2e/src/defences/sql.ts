import type { Defence } from './defence.ts';

const GUARD = 'packages/local-cloud/src/services/redshift-data/guard.test.ts';
const MODEL = 'users, relations, statements and disguises: what runs is what a simple model says';

/** A database user with few rights, by SQL. */
export const sqlDefences: readonly Defence[] = [
  {
    tries:
      'a change disguised as a query: EXPLAIN ANALYZE, WITH … DELETE, several statements, comments, quotes, case',
    happens:
      'the kind of a statement, and each relation in it, is read from its tree; 2,020 combinations are as a model says',
    test: GUARD,
    named: MODEL,
  },
  {
    tries: 'catalogs of DuckDB, files and functions that read them, by any name or path',
    happens:
      'only relations of schema public, temporary ones and system views are there; files are reached by COPY and UNLOAD through a role',
    test: GUARD,
    named: 'nothing but relations of the schema public, temporary ones and system views is read',
  },
  {
    tries: 'a table named as a function of DuckDB (`read_parquet`), to reach S3 past IAM',
    happens: 'the table is a table, the function stays refused',
    test: GUARD,
    named: 'a table named as a function of DuckDB makes no function',
  },
  {
    tries: 'a temporary table named as a real one, to drop it or to give it away',
    happens: 'owners, grants and locks are of permanent tables alone',
    test: GUARD,
    named: 'a temporary table named as a real one is dropped, renamed and granted without the real one',
  },
  {
    tries: 'a statement whose analysis takes for ever: thousands of `||`, UNION, IN, comments, levels',
    happens: 'the analysis is linear in the length; what cannot be is bounded and refused by name',
    test: 'packages/local-cloud/src/services/redshift-data/sql/linear.test.ts',
    named: 'ten times as much of %s costs no forty times as much',
  },
  {
    tries: 'a cross join, a regular expression, SIMILAR TO that never ends',
    happens: 'others are answered; CancelStatement and the time of a statement end it',
    test: 'packages/local-cloud/src/services/redshift-data/long-statements.test.ts',
    named: 'while more statements run than Node has threads, others are answered; CancelStatement ends each',
  },
  {
    tries: 'EXPLAIN ANALYZE, CHECKPOINT, VACUUM by `ops sql` without `--write`',
    happens: 'they count as writing',
    test: 'apps/ops-cli/src/warehouse/statement-class.test.ts',
    named: 'a statement writes',
  },
];
