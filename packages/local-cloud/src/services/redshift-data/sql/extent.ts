import { SqlError } from '../failure.ts';
import { closing, type Token } from './tokens.ts';

/** Words that end an operand to their right: what stands before them is no function name. */
const NO_NAMES: ReadonlySet<string> = new Set(
  `SELECT FROM WHERE AND OR NOT IN THEN ELSE WHEN CASE BY HAVING ON USING AS UNION ALL EXCEPT INTERSECT VALUES SET DISTINCT LIMIT BETWEEN LIKE ILIKE IS QUALIFY OFFSET RETURNING`.split(
    ' ',
  ),
);

const isText = (token: Token | undefined, text: string): boolean =>
  token?.kind === 'symbol' && token.text === text;

/** Index of the `(` that `)` at `close` closes. */
export function opening(tokens: readonly Token[], close: number): number {
  let depth = 0;
  for (let index = close; index >= 0; index -= 1) {
    if (isText(tokens[index], ')')) depth += 1;
    if (isText(tokens[index], '(')) depth -= 1;
    if (depth === 0) return index;
  }
  throw new SqlError('syntax error: a parenthesis is not opened');
}

function caseStart(tokens: readonly Token[], end: number): number {
  let depth = 0;
  for (let index = end; index >= 0; index -= 1) {
    if (tokens[index]?.upper === 'END') depth += 1;
    if (tokens[index]?.upper === 'CASE') depth -= 1;
    if (depth === 0) return index;
  }
  throw new SqlError('syntax error at or near "end"');
}

function caseEnd(tokens: readonly Token[], start: number): number {
  let depth = 0;
  for (let index = start; index < tokens.length; index += 1) {
    if (tokens[index]?.upper === 'CASE') depth += 1;
    if (tokens[index]?.upper === 'END') depth -= 1;
    if (depth === 0) return index;
  }
  throw new SqlError('syntax error at or near "case"');
}

/** Types of two words, whose first word a cast ends in. */
const SECOND_WORDS: ReadonlySet<string> = new Set(['PRECISION', 'VARYING']);

function simpleStart(tokens: readonly Token[], last: number): number {
  const token = tokens[last];
  if (isText(token, ')')) {
    const open = opening(tokens, last);
    const name = tokens[open - 1];
    if (name?.upper === 'OVER') return factorStart(tokens, open - 2);
    const called = (name?.kind === 'word' || name?.kind === 'quoted') && !NO_NAMES.has(name.upper);
    return called ? qualified(tokens, open - 1) : open;
  }
  if (token?.upper === 'END') return caseStart(tokens, last);
  if (
    token?.kind === 'string' &&
    tokens[last - 1]?.kind === 'word' &&
    /^(DATE|TIMESTAMP|INTERVAL|TIME|TIMESTAMPTZ)$/.test(tokens[last - 1]?.upper ?? '')
  )
    return last - 1;
  return qualified(tokens, last);
}

function qualified(tokens: readonly Token[], last: number): number {
  let start = last;
  while (isText(tokens[start - 1], '.')) start -= 2;
  return start;
}

/** First token of the operand whose last token is at `last`: a name, a literal, a call, a CASE, with casts behind it. */
export function factorStart(tokens: readonly Token[], last: number): number {
  let end = last;
  if (isText(tokens[end], ')')) {
    const open = opening(tokens, end);
    const type = SECOND_WORDS.has(tokens[open - 1]?.upper ?? '') ? open - 2 : open - 1;
    if (isText(tokens[type - 1], '::')) return factorStart(tokens, type - 2);
  }
  if (SECOND_WORDS.has(tokens[end]?.upper ?? '')) end -= 1;
  if (isText(tokens[end - 1], '::')) return factorStart(tokens, end - 2);
  return simpleStart(tokens, last);
}

/** Index of the last token of a type's name that starts at `first`. */
export function typeEnd(tokens: readonly Token[], first: number): number {
  let end = first;
  if (SECOND_WORDS.has(tokens[end + 1]?.upper ?? '')) end += 1;
  if (isText(tokens[end + 1], '(')) end = closing(tokens, end + 1);
  return end;
}

/** Last token of the operand that starts at `first`. */
export function factorEnd(tokens: readonly Token[], first: number): number {
  let end = first;
  const token = tokens[first];
  if (isText(token, '-') || isText(token, '+')) return factorEnd(tokens, first + 1);
  if (token?.upper === 'CASE') end = caseEnd(tokens, first);
  else if (isText(token, '(')) end = closing(tokens, first);
  else if (token?.kind === 'word' && tokens[first + 1]?.kind === 'string') end = first + 1;
  else {
    while (isText(tokens[end + 1], '.')) end += 2;
    if (isText(tokens[end + 1], '(')) end = callEnd(tokens, end);
  }
  while (isText(tokens[end + 1], '::')) end = typeEnd(tokens, end + 2);
  return end;
}

/** Last token of the call whose name is at `name`: its arguments, WITHIN GROUP and OVER. */
export function callEnd(tokens: readonly Token[], name: number): number {
  let end = closing(tokens, name + 1);
  if (tokens[end + 1]?.upper === 'WITHIN') end = closing(tokens, end + 3);
  if (tokens[end + 1]?.upper === 'OVER')
    end = isText(tokens[end + 2], '(') ? closing(tokens, end + 2) : end + 2;
  return end;
}

/** First token of the run of factors joined by `*`, `/`, `%` that ends at `last`. */
export function productStart(tokens: readonly Token[], last: number): number {
  let start = factorStart(tokens, last);
  while (isText(tokens[start - 1], '*') || isText(tokens[start - 1], '/') || isText(tokens[start - 1], '%')) {
    if (start - 2 < 0) break;
    start = factorStart(tokens, start - 2);
  }
  return start;
}
