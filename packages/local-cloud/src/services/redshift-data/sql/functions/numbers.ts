import { type FunctionTable, same } from './table.ts';

const double = (call: string): string => `CAST(${call} AS DOUBLE)`;
const finite = (call: string): string => `local_cloud.finite(${double(call)})`;

/** "Math functions". Those that DuckDB answers in another type are cast. */
export const NUMBERS: FunctionTable = {
  ...same('ABS ACOS ASIN ATAN CBRT CEIL CEILING COS COT DEGREES FLOOR LN RADIANS SIN SQRT TAN', 1),
  ...same('ATAN2', 2),
  ...same('PI RANDOM', 0),
  DEXP: { 1: finite('exp($1)') },
  DLOG1: { 1: double('ln($1)') },
  DLOG10: { 1: double('log10($1)') },
  EXP: { 1: finite('exp($1)') },
  LOG: { 1: 'log10($1)' },
  POW: { 2: finite('power($1, $2)') },
  POWER: { 2: finite('power($1, $2)') },
  ROUND: { 1: '=', 2: 'round($1, CAST($2 AS INTEGER))' },
  TO_HEX: { 1: 'lower(to_hex($1))' },
};
