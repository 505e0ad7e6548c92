import { type Json, jsonEquals, numberOf } from '../../../../aws/json.ts';
import { asWritten } from '../../../../aws/written-number.ts';
import { type Path, scanPath } from './parse.ts';
import { quotedString, type Scanner } from './scanner.ts';

type Operand = { readonly path: Path } | { readonly value: Json };
const OPERATORS = ['==', '!=', '<=', '>=', '<', '>'] as const;
type Operator = (typeof OPERATORS)[number];

/** The test of `[?(…)]`. */
export type Filter =
  | { readonly kind: 'all' | 'any'; readonly tests: readonly Filter[] }
  | { readonly kind: 'not'; readonly test: Filter }
  | { readonly kind: 'exists'; readonly path: Path }
  | {
      readonly kind: 'compare';
      readonly left: Operand;
      readonly operator: Operator;
      readonly right: Operand;
    };

/** How a filter looks a path up: `@` is the node under test. */
export type Lookup = (path: Path) => Json | undefined;

export function parseFilter(scanner: Scanner): Filter {
  const tests = scanJoined(scanner, '||', (inner) => {
    const all = scanJoined(inner, '&&', scanTest);
    return all.length === 1 ? (all[0] as Filter) : { kind: 'all', tests: all };
  });
  return tests.length === 1 ? (tests[0] as Filter) : { kind: 'any', tests };
}

function scanJoined(scanner: Scanner, joint: string, one: (scanner: Scanner) => Filter): Filter[] {
  const tests: Filter[] = [];
  do {
    scanner.space();
    tests.push(one(scanner));
    scanner.space();
  } while (scanner.take(joint));
  return tests;
}

function scanTest(scanner: Scanner): Filter {
  if (scanner.take('!')) return { kind: 'not', test: scanTest(scanner) };
  if (scanner.take('(')) {
    const test = parseFilter(scanner);
    scanner.expect(')');
    return test;
  }
  const left = scanOperand(scanner);
  scanner.space();
  const operator = OPERATORS.find((candidate) => scanner.take(candidate));
  if (!operator)
    return 'path' in left ? { kind: 'exists', path: left.path } : scanner.fail('expected a comparison');
  scanner.space();
  return { kind: 'compare', left, operator, right: scanOperand(scanner) };
}

function scanOperand(scanner: Scanner): Operand {
  const next = scanner.peek();
  if (next === '@' || next === '$') return { path: scanPath(scanner) };
  if (next === "'" || next === '"') return { value: quotedString(scanner) };
  const number = scanner.match(/-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/);
  if (number !== undefined) return { value: asWritten(Number(number), number) };
  const word = scanner.match(/true|false|null/);
  if (word !== undefined) return { value: JSON.parse(word) as Json };
  return scanner.fail('expected a path, a string, a number, true, false or null');
}

export function passes(filter: Filter, look: Lookup): boolean {
  switch (filter.kind) {
    case 'all':
      return filter.tests.every((test) => passes(test, look));
    case 'any':
      return filter.tests.some((test) => passes(test, look));
    case 'not':
      return !passes(filter.test, look);
    case 'exists':
      return look(filter.path) !== undefined;
    case 'compare':
      return compare(operandValue(filter.left, look), filter.operator, operandValue(filter.right, look));
  }
}

function operandValue(operand: Operand, look: Lookup): Json | undefined {
  return 'path' in operand ? look(operand.path) : operand.value;
}

function compare(one: Json | undefined, operator: Operator, other: Json | undefined): boolean {
  if (one === undefined || other === undefined) return operator === '!=' && one !== other;
  if (operator === '==') return jsonEquals(one, other);
  if (operator === '!=') return !jsonEquals(one, other);
  const [left, right] = [ordered(one), ordered(other)];
  if (left === undefined || right === undefined) return false;
  if ((typeof left === 'string') !== (typeof right === 'string')) return false;
  const order = left < right ? -1 : left > right ? 1 : 0;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

/** A value that `<` can compare with one of its kind. */
const ordered = (value: Json): string | number | bigint | undefined =>
  typeof value === 'string' ? value : numberOf(value);
