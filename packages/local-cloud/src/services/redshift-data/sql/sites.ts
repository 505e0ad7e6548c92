import { SqlError } from '../failure.ts';
import { callEnd, factorEnd, factorStart, productStart } from './extent.ts';
import { TYPED } from './functions/catalog.ts';
import { argumentsAt, type Token } from './tokens.ts';
import { type SqlType, typeAt } from './types.ts';

/** A piece of a statement whose meaning hangs on the types of its arguments. */
export interface Site {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly arguments: readonly Token[][];
  /** DISTINCT, and OVER behind the call. */
  readonly distinct: boolean;
  readonly over: readonly Token[];
  readonly type?: SqlType;
}

function callAt(tokens: readonly Token[], index: number): Site {
  const name = tokens[index]?.upper ?? '';
  const end = callEnd(tokens, index);
  const given = argumentsAt(tokens, index + 1);
  const distinct = given[0]?.[0]?.upper === 'DISTINCT';
  const over = tokens.slice(index + 1, end + 1);
  const at = over.findIndex(({ upper }) => upper === 'OVER');
  const base = { name, start: index, end, distinct, over: at < 0 ? [] : over.slice(at) };
  if (name !== 'CAST')
    return { ...base, arguments: distinct ? [given[0]?.slice(1) ?? [], ...given.slice(1)] : given };
  const [argument = []] = given;
  const as = argument.findLastIndex(({ upper }) => upper === 'AS');
  const { type, end: typeLast } = typeAt(argument, as + 1);
  if (typeLast !== argument.length - 1)
    throw new SqlError(`syntax error at or near "${argument[typeLast + 1]?.text}"`);
  return { ...base, arguments: [argument.slice(0, as)], type };
}

function castAt(tokens: readonly Token[], index: number): Site {
  const start = factorStart(tokens, index - 1);
  const { type, end } = typeAt(tokens, index + 1);
  return {
    name: 'CAST',
    start,
    end,
    arguments: [tokens.slice(start, index)],
    distinct: false,
    over: [],
    type,
  };
}

function operatorAt(tokens: readonly Token[], index: number): Site {
  const joins = tokens[index]?.text === '||';
  const start = joins ? factorStart(tokens, index - 1) : productStart(tokens, index - 1);
  const end = factorEnd(tokens, index + 1);
  return {
    name: tokens[index]?.text ?? '',
    start,
    end,
    arguments: [tokens.slice(start, index), tokens.slice(index + 1, end + 1)],
    distinct: false,
    over: [],
  };
}

const RANK = { call: 0, cast: 1, operator: 2 } as const;

function kindAt(tokens: readonly Token[], index: number): keyof typeof RANK | undefined {
  const token = tokens[index];
  if (
    token?.kind === 'word' &&
    TYPED.has(token.upper) &&
    tokens[index + 1]?.text === '(' &&
    tokens[index - 1]?.text !== '.'
  )
    return 'call';
  if (token?.kind !== 'symbol' || token.upper === '') return undefined;
  if (token.text === '::') return 'cast';
  return /^(\/|%|\|\|)$/.test(token.text) ? 'operator' : undefined;
}

/** The innermost site: what lies deepest; calls before casts before operators; then the leftmost. */
export function nextSite(tokens: readonly Token[]): Site | undefined {
  let best: { index: number; depth: number; rank: number } | undefined;
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'symbol' && token.text === '(') depth += 1;
    if (token.kind === 'symbol' && token.text === ')') depth -= 1;
    const kind = kindAt(tokens, index);
    if (kind === undefined) continue;
    const rank = RANK[kind];
    if (!best || depth > best.depth || (depth === best.depth && rank < best.rank))
      best = { index, depth, rank };
  }
  if (!best) return undefined;
  if (best.rank === RANK.call) return callAt(tokens, best.index);
  return best.rank === RANK.cast ? castAt(tokens, best.index) : operatorAt(tokens, best.index);
}
