import { isObject, type JsonObject, numberOf } from '../../../aws/json.ts';
import { MATCHERS } from './matchers.ts';

/** A pattern that EventBridge refuses. */
const invalid = (reason: string): Error => new Error(`Event pattern is not valid. Reason: ${reason}`);

const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => numberOf(value) !== undefined;

/** The only member of an object. */
function only(object: JsonObject): [string, unknown] {
  const [member, ...others] = Object.entries(object);
  if (member === undefined) throw invalid('Match expression name not found');
  if (others.length > 0) throw invalid('Only one key allowed in match expression');
  return member;
}

function checkWildcard(text: string): void {
  if (/\*\*/.test(text.replace(/\\[\\*]/g, ''))) throw invalid('Consecutive wildcard characters');
  if (/\\/.test(text.replace(/\\[\\*]/g, ''))) throw invalid('Invalid escape character');
}

function checkText(name: string, operand: unknown): void {
  if (typeof operand !== 'string') throw invalid(`${name} match pattern must be a string`);
  if (name === 'wildcard') checkWildcard(operand);
}

/** `prefix` and `suffix` take a text, or `equals-ignore-case` of one. */
function checkAffix(name: string, operand: unknown): void {
  const [inner, text] = isObject(operand) ? only(operand) : ['equals-ignore-case', operand];
  if (inner !== 'equals-ignore-case') throw invalid(`Unsupported ${name} pattern: ${inner}`);
  checkText(isObject(operand) ? inner : name, text);
}

function checkNumeric(_: string, operand: unknown): void {
  if (!Array.isArray(operand)) throw invalid('Value of numeric must be an array.');
  const [first, bound, second, top] = operand;
  if (!['<', '<=', '=', '>', '>='].includes(first))
    throw invalid(`Unrecognized numeric range operator: ${first}`);
  if (!isNumber(bound)) throw invalid(`Value of ${first} must be numeric`);
  if (operand.length === 2) return;
  if (operand.length !== 4 || !first.startsWith('>'))
    throw invalid('Too many elements in numeric expression');
  if (second !== '<' && second !== '<=') throw invalid(`Bad numeric range operator: ${second}`);
  if (!isNumber(top)) throw invalid(`Value of ${second} must be numeric`);
  if (top < bound || (top === bound && (first === '>' || second === '<')))
    throw invalid('Bottom must be less than top');
}

const NEGATED = ['equals-ignore-case', 'prefix', 'suffix', 'wildcard'];

function checkAnythingBut(_: string, operand: unknown): void {
  if (!isObject(operand)) {
    const values: unknown[] = Array.isArray(operand) ? operand : [operand];
    if (values.length > 0 && (values.every(isText) || values.every(isNumber))) return;
    throw invalid(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    );
  }
  const [inner, values] = only(operand);
  if (!NEGATED.includes(inner)) throw invalid(`Unsupported anything-but pattern: ${inner}`);
  for (const value of Array.isArray(values) ? values : [values]) {
    checkText(inner, value);
    if (value === '' && inner.endsWith('fix')) throw invalid('Null prefix/suffix not allowed');
  }
}

function checkExists(_: string, operand: unknown): void {
  if (typeof operand !== 'boolean') throw invalid('exists match pattern must be either true or false.');
}

const CHECKS: Readonly<Record<keyof typeof MATCHERS, (name: string, operand: unknown) => void>> = {
  prefix: checkAffix,
  suffix: checkAffix,
  'equals-ignore-case': checkText,
  wildcard: checkText,
  numeric: checkNumeric,
  'anything-but': checkAnythingBut,
  exists: checkExists,
};

function checkItem(item: unknown): void {
  if (Array.isArray(item)) throw invalid('Match value must be String, number, true, false, or null');
  if (!isObject(item)) return;
  const [name, operand] = only(item);
  if (!Object.hasOwn(MATCHERS, name)) throw invalid(`Unrecognized match type ${name}`);
  CHECKS[name]?.(name, operand);
}

/** Throws, in EventBridge's words, on a pattern that it refuses. */
export function checkPattern(pattern: unknown): void {
  if (!isObject(pattern)) throw invalid('Filter is not an object');
  const members = Object.entries(pattern);
  if (members.length === 0) throw invalid('Empty objects are not allowed');
  for (const [name, wanted] of members) {
    if (isObject(wanted)) checkPattern(wanted);
    else if (!Array.isArray(wanted)) throw invalid(`"${name}" must be an object or an array`);
    else if (wanted.length === 0) throw invalid('Empty arrays are not allowed');
    else wanted.forEach(checkItem);
  }
}

/** The first of EventBridge's operators in a pattern that is not supported here. */
export function unsupported(pattern: unknown): string | undefined {
  if (Array.isArray(pattern))
    return pattern.some((item) => isObject(item) && 'cidr' in item) ? 'cidr' : undefined;
  if (!isObject(pattern)) return undefined;
  if ('$or' in pattern) return '$or';
  return Object.values(pattern)
    .map(unsupported)
    .find((operator) => operator !== undefined);
}
