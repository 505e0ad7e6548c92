import type { FunctionTable } from './table.ts';

/** "Aggregate functions" whose value and type are the same in DuckDB. SUM, AVG and their like are in typed.ts. */
export const AGGREGATES: FunctionTable = {
  ANY_VALUE: { 1: '=' },
  BOOL_AND: { 1: '=' },
  BOOL_OR: { 1: '=' },
  COUNT: { 1: '=' },
  MAX: { 1: '=' },
  MIN: { 1: '=' },
  STDDEV: { 1: 'stddev_samp($1)' },
  STDDEV_POP: { 1: '=' },
  STDDEV_SAMP: { 1: '=' },
  VARIANCE: { 1: 'var_samp($1)' },
  VAR_POP: { 1: '=' },
  VAR_SAMP: { 1: '=' },
};

/** "Window functions". */
export const WINDOWS: FunctionTable = {
  CUME_DIST: { 0: '=' },
  DENSE_RANK: { 0: '=' },
  FIRST_VALUE: { 1: '=' },
  LAG: { 1: '=', 2: '=', 3: '=' },
  LAST_VALUE: { 1: '=' },
  LEAD: { 1: '=', 2: '=', 3: '=' },
  NTH_VALUE: { 2: '=' },
  NTILE: { 1: '=' },
  PERCENT_RANK: { 0: '=' },
  RANK: { 0: '=' },
  ROW_NUMBER: { 0: '=' },
};
