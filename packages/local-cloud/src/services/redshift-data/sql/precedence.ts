/**
 * What binds how tightly, the loosest first: PostgreSQL 8.0, "Lexical Precedence", from which Redshift comes
 * (`a || b IS NULL` is `a || (b IS NULL)` there). PostgreSQL 9.5, as DuckDB, reads `<=`, `>=`, `<>` and IS otherwise.
 */
const LEVELS = `OR, AND, NOT, =, < >, LIKE ILIKE SIMILAR, BETWEEN, IN, <= >= <> != || ~ !~ ~* !~* & | # << >>,
  IS ISNULL NOTNULL, + -, * / %, ^, AT, UNARY, ::`;

const POWERS: ReadonlyMap<string, number> = new Map(
  LEVELS.split(/,\s+/).flatMap((level, index) => level.split(' ').map((operator) => [operator, index + 1])),
);

/** The larger, the tighter; 0 of what is no operator. */
export const powerOf = (operator: string): number => POWERS.get(operator) ?? 0;

/**
 * What makes an operation of each operator: `$` stands for an operand that binds tighter, `$=` for any but AND, `(` for
 * parentheses, `.` for any token; a word with `?` may be missing with all behind it. All others have one operand to the right.
 */
export const FORMS: Readonly<Record<string, readonly string[]>> = {
  AT: ['AT TIME ZONE $'],
  BETWEEN: ['BETWEEN $= AND $'],
  ILIKE: ['ILIKE $ ?ESCAPE $'],
  IN: ['IN ('],
  IS: ['IS DISTINCT FROM $', 'IS NOT DISTINCT FROM $', 'IS NOT .', 'IS .'],
  ISNULL: ['ISNULL'],
  LIKE: ['LIKE $ ?ESCAPE $'],
  NOTNULL: ['NOTNULL'],
  SIMILAR: ['SIMILAR TO $ ?ESCAPE $'],
};

/** Operators that may have NOT before them, which binds to the left as NOT alone does. */
export const isNegatable = (operator: string): boolean => /^(LIKE|ILIKE|SIMILAR|BETWEEN|IN)$/.test(operator);

/** Operators of which two never follow each other without parentheses. */
export const isSingle = (operator: string): boolean => /^([<>]|LIKE|ILIKE|SIMILAR|BETWEEN)$/.test(operator);

/** Operators of which many stand in one operation: a list of thousands is no tree of that depth. */
export const isChain = (operator: string): boolean => /^(AND|OR|\|\|)$/.test(operator);

/** What follows a call's arguments. */
export const BEHIND_CALL = ['IGNORE NULLS', 'RESPECT NULLS', 'WITHIN GROUP (', 'OVER (', 'OVER .'];

/** Words that are no operand. */
export const RESERVED: ReadonlySet<string> = new Set(
  `ALL AND ANY AS BETWEEN BOTH BY CASE DEFAULT DISTINCT ELSE END EXCEPT FROM GROUP HAVING ILIKE IN INTERSECT INTO IS
   ISNULL JOIN LEADING LIKE LIMIT NOT NOTNULL OFFSET ON OR ORDER QUALIFY SELECT SET SIMILAR SOME THEN TRAILING UNION
   USING WHEN WHERE WITH`.split(/\s+/),
);
