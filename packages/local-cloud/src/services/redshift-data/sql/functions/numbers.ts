import type { FunctionTable } from './table.ts';

const double = (call: string): string => `CAST(${call} AS DOUBLE)`;

/** "Math functions". Those that DuckDB answers in another type are cast. */
export const NUMBERS: FunctionTable = {
  ABS: { 1: '=' },
  ACOS: { 1: '=' },
  ASIN: { 1: '=' },
  ATAN: { 1: '=' },
  ATAN2: { 2: '=' },
  CBRT: { 1: '=' },
  CEIL: { 1: '=' },
  CEILING: { 1: '=' },
  COS: { 1: '=' },
  COT: { 1: '=' },
  DEGREES: { 1: '=' },
  DEXP: { 1: double('exp($1)') },
  DLOG1: { 1: double('ln($1)') },
  DLOG10: { 1: double('log10($1)') },
  EXP: { 1: '=' },
  FLOOR: { 1: '=' },
  LN: { 1: '=' },
  LOG: { 1: 'log10($1)' },
  PI: { 0: '=' },
  POW: { 2: '=' },
  POWER: { 2: '=' },
  RADIANS: { 1: '=' },
  RANDOM: { 0: '=' },
  ROUND: { 1: '=', 2: 'round($1, CAST($2 AS INTEGER))' },
  SIN: { 1: '=' },
  SQRT: { 1: '=' },
  TAN: { 1: '=' },
  TO_HEX: { 1: 'lower(to_hex($1))' },
};
