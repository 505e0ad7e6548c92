import jsonata, { type Expression } from 'jsonata';
import { SyntaxFault } from '../faults.ts';
import { guard } from './guard.ts';

/** A string of a JSONata state that is evaluated: `{% … %}`, the braces at its very ends. */
export function isExpression(text: string): boolean {
  return text.length >= 4 && text.startsWith('{%') && text.endsWith('%}');
}

/** The expression between the braces. */
export function sourceOf(text: string): string {
  return text.slice(2, -2).trim();
}

/** Characters of the sources of parsed expressions that are kept: those of some large state machines. */
const LARGEST_CACHE = 1024 * 1024;
/** The one that was used longest ago comes first. */
const parsed = new Map<string, Expression>();
let size = 0;

/** How many characters of sources are kept with their expressions. */
export const keptSources = (): number => size;

function keep(source: string, expression: Expression): void {
  parsed.set(source, expression);
  size += source.length;
  for (const oldest of parsed.keys()) {
    if (size <= LARGEST_CACHE) return;
    forget(oldest);
  }
}

function forget(source: string): void {
  if (parsed.delete(source)) size -= source.length;
}

/** Throws SyntaxFault where the text is no JSONata. */
export function parseExpression(source: string): Expression {
  try {
    const expression = parsed.get(source) ?? guard(jsonata(source));
    forget(source);
    keep(source, expression);
    return expression;
  } catch (error) {
    throw new SyntaxFault((error as Error).message);
  }
}

/** `T1006: Attempted to invoke a non-function`, as AWS's causes have the library's errors. */
export function sentence(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code === undefined ? String(message ?? error) : `${code}: ${message}`;
}
