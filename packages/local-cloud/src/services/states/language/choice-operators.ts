import { type Json, numberOf } from '../../../aws/json.ts';
import { SyntaxFault } from './faults.ts';
import { parsePath } from './paths/parse.ts';
import { parseTimestamp } from './timestamps.ts';

export interface Operator {
  /** What is wrong with the operand in a definition, if anything. */
  problem(operand: Json): string | undefined;
  /** `operand` is the literal, or what the operand's path refers to. Other types than the operator's never match. */
  matches(variable: Json, operand: Json): boolean;
  readonly operandIsPath: boolean;
}

type Order = (variable: Json, operand: Json) => number | undefined;
type Comparison = readonly [name: string, holds: (order: number) => boolean];

const EQUALS: Comparison = ['Equals', (order) => order === 0];
const ORDERED: readonly Comparison[] = [
  EQUALS,
  ['LessThan', (order) => order < 0],
  ['GreaterThan', (order) => order > 0],
  ['LessThanEquals', (order) => order <= 0],
  ['GreaterThanEquals', (order) => order >= 0],
];

/** Every comparison operator of the Choice state but `IsPresent`, which looks at the path, not at a value. */
export const OPERATORS: Readonly<Record<string, Operator>> = Object.fromEntries([
  ...family('String', ORDERED, 'a string', (value) => (typeof value === 'string' ? value : undefined)),
  ...family('Numeric', ORDERED, 'a number', numberOf),
  ...family('Boolean', [EQUALS], 'a boolean', (value) =>
    typeof value === 'boolean' ? Number(value) : undefined,
  ),
  ...family('Timestamp', ORDERED, 'a timestamp (RFC 3339)', timestampOf),
  ['StringMatches', literal('a string', (value) => typeof value === 'string', matchesPattern)],
  ['IsNull', is((value) => value === null)],
  ['IsNumeric', is((value) => numberOf(value) !== undefined)],
  ['IsString', is((value) => typeof value === 'string')],
  ['IsBoolean', is((value) => typeof value === 'boolean')],
  ['IsTimestamp', is((value) => timestampOf(value) !== undefined)],
  ['IsPresent', is(() => true)],
]);

function timestampOf(value: Json): number | undefined {
  return typeof value === 'string' ? parseTimestamp(value)?.getTime() : undefined;
}

/** `StringEquals`, `StringEqualsPath` and so on. */
function family(
  type: string,
  comparisons: readonly Comparison[],
  wanted: string,
  key: (value: Json) => string | number | bigint | undefined,
): [string, Operator][] {
  const order: Order = (variable, operand) => {
    const [left, right] = [key(variable), key(operand)];
    if (left === undefined || right === undefined) return undefined;
    return left < right ? -1 : left > right ? 1 : 0;
  };
  return comparisons.flatMap(([name, holds]): [string, Operator][] => {
    const matches = (variable: Json, operand: Json): boolean => {
      const ordered = order(variable, operand);
      return ordered !== undefined && holds(ordered);
    };
    return [
      [`${type}${name}`, literal(wanted, (value) => key(value) !== undefined, matches)],
      [`${type}${name}Path`, { problem: pathProblem, matches, operandIsPath: true }],
    ];
  });
}

function literal(wanted: string, fits: (value: Json) => boolean, matches: Operator['matches']): Operator {
  const problem = (operand: Json): string | undefined =>
    fits(operand) ? undefined : `Expected ${wanted}, but it is ${JSON.stringify(operand)}`;
  return { problem, matches, operandIsPath: false };
}

function is(test: (value: Json) => boolean): Operator {
  return literal(
    'true or false',
    (value) => typeof value === 'boolean',
    (variable, operand) => test(variable) === operand,
  );
}

function pathProblem(operand: Json): string | undefined {
  if (typeof operand !== 'string') return `Expected a path, but it is ${JSON.stringify(operand)}`;
  try {
    parsePath(operand);
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxFault) return error.message;
    throw error;
  }
}

/** `*` stands for any characters, `\*` for an asterisk, `\\` for a backslash. */
function matchesPattern(variable: Json, pattern: Json): boolean {
  if (typeof variable !== 'string' || typeof pattern !== 'string') return false;
  const parts = [''];
  for (const [token] of pattern.matchAll(/\\[*\\]|[\s\S]/g)) {
    if (token === '*') parts.push('');
    else parts[parts.length - 1] += token.length === 2 ? token.slice(1) : token;
  }
  return matchesParts(variable, parts);
}

/** Greedy from both ends: no backtracking, whatever the pattern. */
function matchesParts(text: string, parts: readonly string[]): boolean {
  const [first, last] = [parts[0] as string, parts.at(-1) as string];
  if (parts.length === 1) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const next = text.indexOf(part, at);
    if (next < 0 || next + part.length > text.length - last.length) return false;
    at = next + part.length;
  }
  return true;
}
