import { isObject, numberOf } from '../../../aws/json.ts';
import { fitsWildcard } from './wildcard.ts';

// "Comparison operators for use in event patterns in Amazon EventBridge", EventBridge user guide.

/** Whether a leaf of an event fits what an operator is given. */
type Matcher = (operand: unknown, leaf: unknown) => boolean;

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

const texts = (test: (text: string, part: string) => boolean): Matcher => {
  return (operand, leaf) => {
    if (typeof leaf !== 'string') return false;
    if (!isObject(operand)) return test(leaf, String(operand));
    return test(leaf.toLowerCase(), String(operand['equals-ignore-case']).toLowerCase());
  };
};

const wildcard: Matcher = (operand, leaf) => typeof leaf === 'string' && fitsWildcard(String(operand), leaf);

type Numeric = number | bigint;
const COMPARE: Readonly<Record<string, (a: Numeric, b: Numeric) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a >= b && a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const numeric: Matcher = (operand, leaf) => {
  const number = numberOf(leaf);
  if (number === undefined) return false;
  const terms = list(operand);
  const [sign, bound, second, top] = [String(terms[0]), Number(terms[1]), terms[2], Number(terms[3])];
  const fits = COMPARE[sign]?.(number, bound) ?? false;
  return second === undefined ? fits : fits && (COMPARE[String(second)]?.(number, top) ?? false);
};

/** Numbers are equal by value, however they are written. */
const same: Matcher = (wanted, leaf) => {
  const [a, b] = [numberOf(wanted), numberOf(leaf)];
  return a === undefined || b === undefined ? wanted === leaf : a >= b && a <= b;
};

const anythingBut: Matcher = (operand, leaf) => {
  const [name, but] = isObject(operand) ? (Object.entries(operand)[0] ?? []) : ['', operand];
  const matcher = name === '' || name === undefined ? same : MATCHERS[name];
  return !list(but).some((one) => matcher?.(one, leaf));
};

/** What may stand in a pattern's list besides values; that nothing exists is not said of a leaf. */
export const MATCHERS: Readonly<Record<string, Matcher>> = {
  prefix: texts((text, part) => text.startsWith(part)),
  suffix: texts((text, part) => text.endsWith(part)),
  'equals-ignore-case': texts((text, part) => text.toLowerCase() === part.toLowerCase()),
  'anything-but': anythingBut,
  numeric,
  wildcard,
  exists: (operand) => operand === true,
};

/** Whether a leaf fits one item of a pattern's list. */
export function fits(item: unknown, leaf: unknown): boolean {
  if (!isObject(item)) return same(item, leaf);
  const [[name = '', operand] = []] = Object.entries(item);
  return MATCHERS[name]?.(operand, leaf) ?? false;
}
