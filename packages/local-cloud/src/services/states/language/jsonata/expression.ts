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

const parsed = new Map<string, Expression>();

/** Throws SyntaxFault where the text is no JSONata. */
export function parseExpression(source: string): Expression {
  const known = parsed.get(source);
  if (known) return known;
  try {
    const expression = guard(jsonata(source));
    parsed.set(source, expression);
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
