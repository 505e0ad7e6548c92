import { type FunctionTable, same } from './table.ts';

/** "Conditional expressions". GREATEST and LEAST pass over NULL on both. */
export const CONDITIONS: FunctionTable = {
  ...same('COALESCE GREATEST LEAST', '+'),
  ISNULL: {},
  NVL: { '+': 'coalesce($*)' },
  NVL2: { 3: '(CASE WHEN $1 IS NOT NULL THEN $2 ELSE $3 END)' },
};
