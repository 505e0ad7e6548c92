import { SqlError, unsupported } from '../failure.ts';
import { invalidText } from './checks.ts';
import { numberFormat, timestampFormat } from './functions/formats.ts';
import { fill } from './functions/special.ts';
import { literal, made, type Token, unquote } from './tokens.ts';
import { type Branch, branch, isBranch, type Node } from './tree.ts';
import { isNumberText, type SqlType } from './types.ts';

/** A piece of a statement whose meaning hangs on the types of its arguments. */
export interface Site {
  readonly name: string;
  readonly arguments: readonly (readonly Node[])[];
  /** Type of a cast. */
  readonly type?: SqlType;
}

const INTEGERS: Readonly<Record<string, number>> = {
  TINYINT: 5,
  SMALLINT: 5,
  INTEGER: 10,
  INTEGER_LITERAL: 10,
  BIGINT: 19,
  HUGEINT: 38,
  UBIGINT: 19,
};
const isInteger = (type: string): boolean => type in INTEGERS;
const isFloat = (type: string): boolean => type === 'DOUBLE' || type === 'FLOAT';

function numeric(type: string): { p: number; s: number } | undefined {
  const [, p, s] = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(type) ?? [];
  if (p !== undefined) return { p: Number(p), s: Number(s) };
  return isInteger(type) ? { p: INTEGERS[type] ?? 38, s: 0 } : undefined;
}

/** "Computations with numeric values": type of a quotient of NUMERICs. */
function numericQuotient(a: string, b: string): string {
  const [first, second] = [numeric(a), numeric(b)];
  if (!first || !second) throw new SqlError(`operator does not exist: ${a} / ${b}`);
  const s = Math.max(4, first.s + second.p - second.s + 1);
  const p = first.p - first.s + second.s + s;
  if (p > 38)
    throw unsupported(
      `the division of NUMERIC(${first.p},${first.s}) by NUMERIC(${second.p},${second.s}) (its result is beyond 38 digits; cast to a smaller NUMERIC or to DOUBLE PRECISION)`,
    );
  const shift = s - first.s + second.s;
  const [top, bottom] = ['$1', '$2'].map((operand, index) => {
    const type = index === 0 ? first : second;
    return `local_cloud.unscaled(CAST(${operand} AS DECIMAL(${type.p},${type.s})))`;
  });
  return `CAST(local_cloud.scaled(local_cloud.rounded(${top} * CAST('1${'0'.repeat(shift)}' AS HUGEINT), ${bottom}), ${s}) AS DECIMAL(${p},${s}))`;
}

function division(operator: string, [a = '', b = '']: readonly string[]): string {
  const whole = isInteger(a) && isInteger(b) && a !== 'HUGEINT' && b !== 'HUGEINT';
  if (operator !== '/')
    return `local_cloud.${whole ? 'whole_' : ''}remainder($1, $2)`.replace(
      'local_cloud.remainder',
      numeric(a) && numeric(b) ? 'local_cloud.whole_remainder' : 'local_cloud.remainder',
    );
  if (whole) return 'local_cloud.quotient($1, $2)';
  if (isFloat(a) || isFloat(b)) return 'local_cloud.ratio(CAST($1 AS DOUBLE), CAST($2 AS DOUBLE))';
  return numericQuotient(a, b);
}

/** "Computations with numeric values": REAL beside another type gives DOUBLE PRECISION. What is out of range is an error. */
function ofFloats(operator: string, types: readonly string[]): string {
  if (!types.some(isFloat)) return `$1 ${operator} $2`;
  const isMixed = types.includes('FLOAT') && types.some((type) => isNumber(type) && type !== 'FLOAT');
  return isMixed
    ? `local_cloud.finite(CAST($1 AS DOUBLE) ${operator} CAST($2 AS DOUBLE))`
    : `local_cloud.finite($1 ${operator} $2)`;
}

/** "SUM" and "AVG": types of the results. */
function aggregate(name: string, type: string): string {
  const call = `${name.toLowerCase()}($d $1) $o`;
  if (isFloat(type)) return `local_cloud.finite(${call})`;
  const decimal = numeric(type);
  if (!decimal) throw new SqlError(`function ${name.toLowerCase()}(${type.toLowerCase()}) does not exist`);
  if (name === 'SUM') {
    if (type === 'BIGINT' || type === 'HUGEINT') return `CAST(${call} AS DECIMAL(38,0))`;
    if (isInteger(type)) return `CAST(${call} AS BIGINT)`;
    // DuckDB adds up numbers of so many digits past the end of 128 bits, in silence.
    return decimal.p > 28
      ? `local_cloud.summed(${call}, sum($d CAST($1 AS DOUBLE)) $o, 1e${38 - decimal.s})`
      : call;
  }
  if (isInteger(type) && type !== 'HUGEINT') return `CAST(trunc(${call}) AS BIGINT)`;
  return `CAST(${call} AS DECIMAL(38,${decimal.s}))`;
}

/** An operand of `||`: doubles are written as Redshift writes them. */
export function asText(node: Node, type: string): Node {
  if (type === 'BOOLEAN') throw new SqlError('operator does not exist: boolean || character varying');
  if (!isFloat(type)) return node;
  return branch('made', fill(`local_cloud.${type === 'FLOAT' ? 'short_' : ''}text($1)`, [[node]]));
}

const WHOLE_TEXT = 'CAST(local_cloud.whole_text($1) AS BIGINT)';

/** A value of a type as one of another that is no text. */
export function converted(type: string, target: string): string {
  if (type === 'VARCHAR' && isInteger(target)) return `CAST(local_cloud.whole_text($1) AS ${target})`;
  return type === 'VARCHAR' && isFloat(target)
    ? `CAST(CAST(local_cloud.float_text($1) AS DOUBLE) AS ${target})`
    : `CAST($1 AS ${target})`;
}

function cast(type: string, target: SqlType): string {
  if (target.duckdb !== 'VARCHAR') return converted(type, target.duckdb);
  if (type === 'BOOLEAN') throw new SqlError('cannot cast type boolean to character varying');
  const text = isFloat(type)
    ? `local_cloud.${type === 'FLOAT' ? 'short_' : ''}text($1)`
    : 'CAST($1 AS VARCHAR)';
  return target.length === undefined ? text : `local_cloud.cut(${text}, ${target.length})`;
}

const isTemporal = (type: string): boolean => /^(DATE|TIMESTAMP|TIMESTAMP WITH TIME ZONE)$/.test(type);

function toChar(site: Site, type: string): string {
  const [token] = site.arguments[1] ?? [];
  if (token?.kind !== 'string') throw unsupported('TO_CHAR with a format that is no literal');
  if (isTemporal(type)) return timestampFormat(unquote(token), 'CAST($1 AS TIMESTAMP)');
  if (!numeric(type) && !isFloat(type))
    throw new SqlError(`function to_char(${type.toLowerCase()}, "unknown") does not exist`);
  return numberFormat(unquote(token), '$1');
}

function trunc(site: Site, type: string): string {
  if (isTemporal(type)) return 'CAST($1 AS DATE)';
  return site.arguments.length === 2 ? 'trunc($1, CAST($2 AS INTEGER))' : 'trunc($1)';
}

const isNumber = (type: string): boolean => numeric(type) !== undefined || isFloat(type);

const BITS: Readonly<Record<string, number>> = { SMALLINT: 16, INTEGER: 32, INTEGER_LITERAL: 32, BIGINT: 64 };

/** Whether an integer of this type holds the number of a text. */
function isWithin(text: string, type: string): boolean {
  const bits = BITS[type];
  return (
    bits === undefined || BigInt.asIntN(bits, BigInt(text.replace('+', ''))) === BigInt(text.replace('+', ''))
  );
}

/** Throws where a text is no value of a type of numbers. */
export function checkText(text: string, type: string): void {
  const fits = isInteger(type)
    ? /^\s*[+-]?\d+\s*$/.test(text) && isWithin(text, type)
    : isNumberText(text, type);
  if (!fits) throw invalidText(text, type);
}

/** A literal beside a number of this type is a number too: of a type that holds all its digits. */
function numberOf(given: string, type: string): Node {
  const text = given.trim();
  const [, whole, decimals = ''] = /^[+-]?(\d*)(?:\.(\d*))?$/.exec(text) ?? [];
  checkText(given, type);
  const digits = (whole ?? '').length + decimals.length;
  const isExact = whole !== undefined && digits <= 38;
  const own = isExact
    ? digits > 9 || decimals !== ''
      ? `DECIMAL(${digits},${decimals.length})`
      : 'INTEGER'
    : 'DOUBLE';
  return branch('cast', [literal(text)], { type: { name: own, duckdb: own } });
}

/** Literals beside a number are of its type: the arguments as they are meant, with their types. */
export function besideNumbers(
  site: Site,
  types: readonly string[],
): { arguments: Site['arguments']; types: string[] } {
  if (!/^([-+*/%]|MOD)$/.test(site.name)) return { arguments: site.arguments, types: [...types] };
  const meant = site.arguments.map((argument, index) => {
    const other = types[1 - index] ?? '';
    const [node] = argument.length === 1 ? argument : [];
    const type = isNumber(other) ? other : other === '"NULL"' ? 'INTEGER' : undefined;
    const given = node?.upper === 'NULL' || node?.kind === 'string' ? node : undefined;
    if (type === undefined || given === undefined) return { argument, type: types[index] ?? '' };
    const own = type.replace('_LITERAL', '');
    if (given.upper === 'NULL') return { argument: made(`CAST(NULL AS ${own})`), type: own };
    const number = numberOf(unquote(given as Token), type);
    return { argument: [number], type: isBranch(number) ? (number.type?.duckdb ?? '') : '' };
  });
  return { arguments: meant.map(({ argument }) => argument), types: meant.map(({ type }) => type) };
}

/** Trailing blanks do not count where texts are compared: "Character types", "Significance of trailing blanks". */
export const trimmed = (node: Node): Branch =>
  branch('made', fill("rtrim($1, ' ')", [[node]]), { name: 'TRIMMED' });

/** Nodes that are compared with each other, by their types: literals are what stands beside them, texts lose their blanks. */
export function asCompared(nodes: readonly Node[], types: readonly string[]): Node[] {
  const numbers = [...types.keys()].filter((at) => nodes[at]?.kind !== 'string' && isNumber(types[at] ?? ''));
  return nodes.map((node, index) => {
    const number = types[numbers[numbers[0] === index ? 1 : 0] ?? -1];
    if (node.kind === 'string') {
      if (number !== undefined) return numberOf(unquote(node), number);
      return literal(unquote(node).replace(/ +$/, ''));
    }
    if (types[index] !== 'VARCHAR') return node;
    if (number?.startsWith('DECIMAL'))
      throw unsupported('the comparison of a text with a NUMERIC (cast one of them)');
    return number !== undefined && isInteger(number)
      ? branch('made', fill(WHOLE_TEXT, [[node]]))
      : trimmed(node);
  });
}

/** DuckDB's SQL of a site whose arguments have these types: `$1`, `$2`, `$d` for DISTINCT, `$o` for OVER. */
export function pattern(site: Site, types: readonly string[]): string {
  const [type = ''] = types;
  switch (site.name) {
    case 'SUM':
    case 'AVG':
      return aggregate(site.name, type);
    case 'MEDIAN':
      return 'median($1) $o';
    case 'CAST':
      return cast(type, site.type as SqlType);
    case 'TO_CHAR':
      return toChar(site, type);
    case 'TRUNC':
      return trunc(site, type);
    case 'SIGN':
      return numeric(type) ? 'CAST(sign($1) AS INTEGER)' : 'CAST(sign($1) AS DOUBLE)';
    case 'MOD':
      return division('%', types);
    case '+':
    case '-':
    case '*':
      return ofFloats(site.name, types);
    case '/':
    case '%':
      return division(site.name, types);
    default:
      return `$1 ${site.name} $2`;
  }
}
