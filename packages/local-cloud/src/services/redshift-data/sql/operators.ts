import { SqlError, unsupported } from '../failure.ts';
import { factorEnd } from './extent.ts';
import { closing, literal, made, type Token, unquote } from './tokens.ts';

/** SIMILAR TO's pattern as a regular expression of the whole text. */
function similar(pattern: string): string {
  return pattern.replaceAll('%', '.*').replaceAll('_', '.');
}

/** POSIX operators look for the pattern anywhere; DuckDB's `~` compares the whole text. */
const anywhere = (pattern: string): string => `(?s).*(?:${pattern}).*`;

function patternAt(tokens: readonly Token[], index: number, what: string): string {
  const token = tokens[index];
  if (token?.kind !== 'string' || tokens[index + 1]?.text === '||' || tokens[index + 1]?.text === '::')
    throw unsupported(`${what} with a pattern that is no literal`);
  return unquote(token);
}

/** Backslash escapes in LIKE unless the statement says another ESCAPE. */
function like(tokens: readonly Token[], index: number): Token[] {
  const end = factorEnd(tokens, index + 1);
  const token = tokens[index + 1];
  if (tokens[end + 1]?.upper === 'ESCAPE') return [...tokens];
  if (token?.kind === 'string' && end === index + 1 && !unquote(token).includes('\\')) return [...tokens];
  if (tokens[end + 1]?.text === '||') return [...tokens];
  return tokens.toSpliced(end + 1, 0, ...made('ESCAPE'), literal('\\'));
}

/** End of the SELECT that starts at `start`: a set operator, its parenthesis' end, or the statement's. */
function selectEnd(tokens: readonly Token[], start: number): number {
  let index = start;
  for (; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token?.kind === 'symbol' && token.text === '(') index = closing(tokens, index);
    else if (token?.text === ')' || /^(UNION|EXCEPT|INTERSECT|MINUS)$/.test(token?.upper ?? '')) break;
  }
  return index;
}

function top(tokens: readonly Token[], index: number): Token[] {
  const count = tokens[index + 1];
  if (count?.kind !== 'number') throw unsupported('TOP with a count that is no number');
  const end = selectEnd(tokens, index);
  return tokens.toSpliced(end, 0, ...made(`LIMIT ${count.text}`)).toSpliced(index, 2);
}

/** Operators and clauses that DuckDB writes in another way. */
export function rewriteOperators(given: readonly Token[]): Token[] {
  let tokens = [...given];
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const token = tokens[index];
    const next = tokens[index + 1];
    if (token?.kind === 'symbol' && /^!?~$/.test(token.text) && index > 0)
      tokens = tokens.with(index + 1, literal(anywhere(patternAt(tokens, index + 1, token.text))));
    else if (token?.kind === 'symbol' && /^!?~\*$/.test(token.text))
      throw unsupported(`the operator ${token.text}`);
    else if (token?.upper === 'SIMILAR' && next?.upper === 'TO')
      tokens = tokens.with(index + 2, literal(similar(patternAt(tokens, index + 2, 'SIMILAR TO'))));
    else if (token?.upper === 'LIKE' || token?.upper === 'ILIKE') tokens = like(tokens, index);
    else if (token?.upper === 'MINUS' && index > 0 && (next?.upper === 'SELECT' || next?.text === '('))
      tokens = tokens.toSpliced(index, 1, ...made('EXCEPT'));
    else if (
      token?.text === ')' &&
      /^(IGNORE|RESPECT)$/.test(next?.upper ?? '') &&
      tokens[index + 2]?.upper === 'NULLS'
    )
      tokens = [
        ...tokens.slice(0, index),
        ...tokens.slice(index + 1, index + 3),
        token,
        ...tokens.slice(index + 3),
      ];
    else if (
      token?.upper === 'TOP' &&
      (tokens[index - 1]?.upper === 'SELECT' || tokens[index - 1]?.upper === 'DISTINCT')
    )
      tokens = top(tokens, index);
    else if (token?.upper === 'APPROXIMATE' && /^(COUNT|PERCENTILE_DISC)$/.test(next?.upper ?? ''))
      tokens = tokens.toSpliced(index, 1);
    else if (token?.upper === 'INTO' && tokens[0]?.upper === 'SELECT')
      throw unsupported('SELECT INTO (use CREATE TABLE AS)');
    else if (token?.upper === 'DATE' && next?.kind === 'string' && /^\d{8}$/.test(unquote(next)))
      tokens = tokens.with(index + 1, literal(unquote(next).replace(/(..)(..)$/, '-$1-$2')));
    else if (token?.kind === 'parameter') throw new SqlError(`syntax error at or near ":" (${token.text})`);
  }
  return tokens;
}
