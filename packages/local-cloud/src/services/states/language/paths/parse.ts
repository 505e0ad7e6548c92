import { SyntaxFault } from '../faults.ts';
import { type Filter, parseFilter } from './filter.ts';
import { quotedString, Scanner } from './scanner.ts';

export type Selector =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from?: number; readonly to?: number; readonly step?: number }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'filter'; readonly test: Filter };

export interface Segment {
  readonly selector: Selector;
  /** `..name`: the node and everything below it. */
  readonly descendant: boolean;
}

export interface Path {
  readonly source: string;
  /** `$` is the state's data, `$$` the context object, `@` the node that a filter looks at. */
  readonly root: '$' | '$$' | '@' | 'variable';
  /** The name of a workflow variable, `x` in `$x.y`. */
  readonly variable?: string;
  readonly segments: readonly Segment[];
  /** Selects one node at most; an indefinite path always gives an array. */
  readonly definite: boolean;
}

/** Developer guide, "Variable name syntax": a Unicode identifier. */
const VARIABLE = /[\p{ID_Start}_]\p{ID_Continue}*/u;

const parsed = new Map<string, Path>();

/** Reads a whole path; throws SyntaxFault. */
export function parsePath(source: string): Path {
  const known = parsed.get(source);
  if (known) return known;
  const scanner = new Scanner(source);
  const path = scanPath(scanner);
  if (!scanner.done) scanner.fail(`unexpected '${scanner.peek()}'`);
  parsed.set(source, path);
  return path;
}

/** Reads the path that starts at the scanner and leaves the scanner behind it. */
export function scanPath(scanner: Scanner): Path {
  const start = scanner.at;
  const root = scanner.take('$$') ? '$$' : scanner.take('$') ? '$' : scanner.take('@') ? '@' : undefined;
  if (!root) return scanner.fail("a path starts with '$'");
  const variable = root === '$' ? scanner.match(VARIABLE) : undefined;
  if (variable === 'states')
    throw new SyntaxFault("'$states' is reserved: the context object of a JSONPath state is '$$'");
  const segments: Segment[] = [];
  while (!scanner.done && (scanner.peek() === '.' || scanner.peek() === '['))
    segments.push(scanSegment(scanner));
  if (scanner.peek() === '(') scanner.fail('JSONPath functions are not supported by Step Functions');
  const definite = segments.every((segment) => !segment.descendant && isSingle(segment.selector));
  const source = scanner.text.slice(start, scanner.at);
  if (variable === undefined) return { source, root, segments, definite };
  return { source, root: 'variable', variable, segments, definite };
}

function isSingle(selector: Selector): boolean {
  if (selector.kind === 'names') return selector.names.length === 1;
  return selector.kind === 'indexes' && selector.indexes.length === 1;
}

function scanSegment(scanner: Scanner): Segment {
  const descendant = scanner.take('..');
  if (!descendant && !scanner.take('.')) return { selector: scanBrackets(scanner), descendant: false };
  if (descendant && scanner.peek() === '[') return { selector: scanBrackets(scanner), descendant };
  if (scanner.take('*')) return { selector: { kind: 'wildcard' }, descendant };
  const name = scanner.match(/[\p{L}\p{N}_@$-]+/u) ?? scanner.fail('expected a member name');
  return { selector: { kind: 'names', names: [name] }, descendant };
}

function scanBrackets(scanner: Scanner): Selector {
  scanner.expect('[');
  scanner.space();
  const selector = scanInside(scanner);
  scanner.space();
  scanner.expect(']');
  return selector;
}

function scanInside(scanner: Scanner): Selector {
  if (scanner.take('*')) return { kind: 'wildcard' };
  if (scanner.take('?')) return { kind: 'filter', test: scanFilter(scanner) };
  if (scanner.peek() === "'" || scanner.peek() === '"') {
    return { kind: 'names', names: scanList(scanner, quotedString) };
  }
  const first = scanner.match(/-?\d+/);
  if (scanner.peek() === ':') return scanSlice(scanner, first);
  if (first === undefined) return scanner.fail('expected an index, a quoted name, a slice, a filter or *');
  scanner.at -= first.length;
  return { kind: 'indexes', indexes: scanList(scanner, scanIndex) };
}

function scanIndex(scanner: Scanner): number {
  return Number(scanner.match(/-?\d+/) ?? scanner.fail('expected an index'));
}

function scanList<T>(scanner: Scanner, one: (scanner: Scanner) => T): T[] {
  const items = [one(scanner)];
  for (;;) {
    scanner.space();
    if (!scanner.take(',')) return items;
    scanner.space();
    items.push(one(scanner));
  }
}

function scanSlice(scanner: Scanner, first: string | undefined): Selector {
  const bound = (): number | undefined => {
    const digits = scanner.match(/-?\d+/);
    return digits === undefined ? undefined : Number(digits);
  };
  scanner.expect(':');
  const to = bound();
  const step = scanner.take(':') ? bound() : undefined;
  if (step !== undefined && step < 1) scanner.fail('the step of a slice is at least 1');
  return { kind: 'slice', from: first === undefined ? undefined : Number(first), to, step };
}

function scanFilter(scanner: Scanner): Filter {
  scanner.expect('(');
  const test = parseFilter(scanner);
  scanner.expect(')');
  return test;
}
