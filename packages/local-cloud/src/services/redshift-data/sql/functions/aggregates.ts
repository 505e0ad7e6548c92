import { type FunctionTable, same } from './table.ts';

/** "Aggregate functions" whose value and type are the same in DuckDB. SUM, AVG and their like are in type-rules.ts. */
export const AGGREGATES: FunctionTable = {
  ...same('ANY_VALUE BOOL_AND BOOL_OR COUNT MAX MIN STDDEV_POP STDDEV_SAMP VAR_POP VAR_SAMP', 1),
  STDDEV: { 1: 'stddev_samp($1)' },
  VARIANCE: { 1: 'var_samp($1)' },
};

/** "Window functions". */
export const WINDOWS: FunctionTable = {
  ...same('CUME_DIST DENSE_RANK PERCENT_RANK RANK ROW_NUMBER', 0),
  ...same('FIRST_VALUE LAST_VALUE NTILE', 1),
  ...same('LAG LEAD', 1, 2, 3),
  ...same('NTH_VALUE', 2),
};
