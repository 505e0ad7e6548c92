import type { SourceColumn, SourceType } from '../dataset/contract.ts';

// How TLC's writer gives columns. pandas writes a column whose values are all NULL as INT32 null, and whole numbers
// beside NULLs as DOUBLE.

export const column = (name: string, ...types: SourceType[]): SourceColumn => ({ name, types });
export const moment = (name: string): SourceColumn => column(name, 'TIMESTAMP_MICROS');
export const text = (name: string): SourceColumn => column(name, 'STRING');
export const money = (name: string): SourceColumn => column(name, 'DOUBLE');
/** A column that some months have no value of. */
export const nullable = (name: string, ...types: SourceType[]): SourceColumn => ({
  name,
  types,
  allNullType: 'INT32',
});
