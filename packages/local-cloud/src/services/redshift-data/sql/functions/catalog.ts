import { AGGREGATES, WINDOWS } from './aggregates.ts';
import { CONDITIONS } from './conditions.ts';
import { DATES } from './dates.ts';
import { JSONS } from './json.ts';
import { NUMBERS } from './numbers.ts';
import { SPECIAL } from './special.ts';
import { STRINGS } from './strings.ts';
import type { FunctionTable } from './table.ts';

/** Families of functions by AWS's pages. */
export const FAMILIES: Readonly<Record<string, FunctionTable>> = {
  'String functions': STRINGS,
  'Math functions': NUMBERS,
  'Date and time functions': DATES,
  'Conditional expressions': CONDITIONS,
  'JSON functions': JSONS,
  'Aggregate functions': AGGREGATES,
  'Window functions': WINDOWS,
};

/** Every function with its forms. */
export const FUNCTIONS: FunctionTable = Object.assign({}, ...Object.values(FAMILIES)) as FunctionTable;

/** Functions whose rewriting waits for the types of their arguments: typed-sites.ts. */
export const TYPED: ReadonlySet<string> = new Set([
  'SUM',
  'AVG',
  'MEDIAN',
  'MOD',
  'SIGN',
  'TRUNC',
  'TO_CHAR',
  'CAST',
]);

/** Functions of the session: rewrite.ts. */
export const OF_SESSION: ReadonlySet<string> = new Set([
  'PG_LAST_COPY_COUNT',
  'CURRENT_USER',
  'CURRENT_DATABASE',
  'CURRENT_SCHEMA',
  'VERSION',
]);

export const isFunction = (name: string): boolean =>
  Object.keys(FUNCTIONS[name] ?? {}).length > 0 || name in SPECIAL || TYPED.has(name) || OF_SESSION.has(name);

/** Words that may stand before a parenthesis without being functions. */
export const BEFORE_PARENTHESIS: ReadonlySet<string> = new Set(
  `IN EXISTS VALUES AND OR NOT AS OVER FROM JOIN ON USING WHERE SELECT BY WHEN THEN ELSE CASE UNION ALL EXCEPT INTERSECT LIMIT GROUP HAVING SET ANY SOME
   VARCHAR CHAR CHARACTER NVARCHAR NCHAR DECIMAL NUMERIC TIMESTAMP VARYING DISTINCT LIKE ILIKE BETWEEN IS DEFAULT INTO WITH PARTITION INSERT
   ROLLUP CUBE SETS OFFSET QUALIFY MINUS TOP TO KEY GROUPING`
    .split(/\s+/)
    .filter(Boolean),
);
