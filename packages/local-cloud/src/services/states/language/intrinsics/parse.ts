import { type Json, parseJson } from '../../../../aws/json.ts';
import { SyntaxFault } from '../faults.ts';
import { type Path, scanPath } from '../paths/parse.ts';
import { Scanner } from '../paths/scanner.ts';
import { SIGNATURES } from './signatures.ts';

export type Argument =
  /** `raw` keeps the escapes: `States.Format` tells `\{` from `{`. */
  | { readonly kind: 'string'; readonly value: string; readonly raw: string }
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'call'; readonly call: Call };

export interface Call {
  readonly name: string;
  readonly args: readonly Argument[];
}

/** AWS allows at most ten nested calls (developer guide, "Intrinsic functions"). */
const DEEPEST_NESTING = 10;
const parsed = new Map<string, Call>();

export function isIntrinsic(text: string): boolean {
  return text.startsWith('States.');
}

/** Reads `States.Name(…)`; throws SyntaxFault. */
export function parseIntrinsic(source: string): Call {
  const known = parsed.get(source);
  if (known) return known;
  const scanner = new Scanner(source);
  const call = scanCall(scanner, 1);
  scanner.space();
  if (!scanner.done) scanner.fail(`unexpected '${scanner.peek()}'`);
  parsed.set(source, call);
  return call;
}

function scanCall(scanner: Scanner, depth: number): Call {
  const name = scanner.match(/States\.\w+/) ?? scanner.fail('expected an intrinsic function');
  const signature = SIGNATURES[name];
  if (!signature) throw new SyntaxFault(`'${name}' is not an intrinsic function`);
  if (depth > DEEPEST_NESTING) scanner.fail(`more than ${DEEPEST_NESTING} nested intrinsic functions`);
  scanner.space();
  scanner.expect('(');
  const args = scanArguments(scanner, depth);
  if (args.length < signature.least || args.length > signature.most) {
    throw new SyntaxFault(`'${name}' takes ${signature.says} arguments, but ${args.length} were given`);
  }
  return { name, args };
}

function scanArguments(scanner: Scanner, depth: number): Argument[] {
  scanner.space();
  const args: Argument[] = [];
  if (scanner.take(')')) return args;
  for (;;) {
    scanner.space();
    args.push(scanArgument(scanner, depth));
    scanner.space();
    if (scanner.take(')')) return args;
    scanner.expect(',');
  }
}

function scanArgument(scanner: Scanner, depth: number): Argument {
  if (scanner.peek() === "'") return scanString(scanner);
  if (scanner.peek() === '$') return { kind: 'path', path: scanPath(scanner) };
  if (scanner.peek(7) === 'States.') return { kind: 'call', call: scanCall(scanner, depth + 1) };
  const word = scanner.match(/true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/);
  if (word === undefined)
    return scanner.fail('expected a string in single quotes, a number, a path or a function');
  return { kind: 'literal', value: parseJson(word) };
}

function scanString(scanner: Scanner): Argument {
  scanner.expect("'");
  let raw = '';
  for (;;) {
    if (scanner.done) scanner.fail('the string has no closing quote');
    if (scanner.take("'")) break;
    if (scanner.peek() === '\\')
      raw += scanner.match(/\\['{}\\]/) ?? scanner.fail("only \\' \\{ \\} and \\\\ can be escaped");
    else {
      raw += scanner.peek();
      scanner.at += 1;
    }
  }
  return { kind: 'string', value: raw.replaceAll(/\\(.)/gs, '$1'), raw };
}
