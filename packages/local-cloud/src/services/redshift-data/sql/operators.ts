import { unsupported } from '../failure.ts';
import { fill } from './functions/special.ts';
import { literal, made, unquote } from './tokens.ts';
import type { Branch, Node } from './tree.ts';

/** "SIMILAR TO": its pattern as a regular expression of the whole text. */
function similar(pattern: string, sign: string): string {
  let expression = '(?s)';
  for (let rest = pattern; rest !== ''; ) {
    const bracket = /^\[\^?\]?[^\]]*\]/.exec(rest)?.[0];
    const piece = bracket ?? /^./su.exec(rest)?.[0] ?? '';
    const next = piece === sign ? /^./su.exec(rest.slice(piece.length))?.[0] : undefined;
    if (next !== undefined) expression += next.replace(/[.^$\\|*+?{}()[\]]/, '\\$&');
    else if (piece.length === 1) expression += IN_SIMILAR[piece] ?? piece;
    else expression += piece;
    rest = rest.slice(piece.length + (next?.length ?? 0));
  }
  return expression;
}

/** What means something else in SIMILAR TO than in a regular expression. */
const IN_SIMILAR: Readonly<Record<string, string>> = {
  '%': '.*',
  _: '.',
  '(': '(?:',
  '.': '\\.',
  '^': '\\^',
  $: '\\$',
  '\\': '\\\\',
};

function literalOf(node: Node | undefined, what: string): string {
  if (node?.kind !== 'string') throw unsupported(`${what} that is no literal`);
  return unquote(node);
}

/** Backslash escapes in LIKE unless the statement says another ESCAPE. */
function like({ nodes }: Branch): Node[] {
  const pattern = nodes.at(-1);
  const plain = pattern?.kind === 'string' && !unquote(pattern).includes('\\');
  const escapes = plain || nodes.at(-2)?.upper === 'ESCAPE';
  return escapes ? [...nodes] : [...nodes, ...made('ESCAPE'), literal('\\')];
}

function similarTo({ nodes }: Branch): Node[] {
  const escapes = nodes.at(-2)?.upper === 'ESCAPE';
  const sign = escapes ? literalOf(nodes.at(-1), 'SIMILAR TO with a character of ESCAPE') : '\\';
  const at = nodes.length - (escapes ? 3 : 1);
  const pattern = literalOf(nodes[at], 'SIMILAR TO with a pattern');
  return [...nodes.slice(0, at), literal(similar(pattern, sign))];
}

/** POSIX operators look for the pattern anywhere; DuckDB's `~` compares the whole text. */
function posix({ name, nodes }: Branch): Node[] {
  if (nodes.length < 3) return [...nodes];
  return [...nodes.slice(0, 2), literal(`(?s).*(?:${literalOf(nodes[2], `${name} with a pattern`)}).*`)];
}

const power = ({ nodes: [base, , exponent] }: Branch): Node[] =>
  fill('local_cloud.finite(power($1, $2))', [base ? [base] : [], exponent ? [exponent] : []]);

const FORMS: Readonly<Record<string, (operation: Branch) => Node[]>> = {
  LIKE: like,
  ILIKE: like,
  SIMILAR: similarTo,
  '~': posix,
  '!~': posix,
  '^': power,
};

/** An operation whose operands are rewritten, as DuckDB writes it. */
export function rewriteOperation(given: Branch): Branch {
  if (/^!?~\*$/.test(given.name)) throw unsupported(`the operator ${given.name}`);
  return { ...given, nodes: FORMS[given.name]?.(given) ?? given.nodes };
}
