import { SqlError, unsupported } from '../failure.ts';
import { numberFormat, timestampFormat } from './functions/formats.ts';
import { made, unquote } from './tokens.ts';
import type { Node } from './tree.ts';
import type { SqlType } from './types.ts';

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

/** "SUM" and "AVG": types of the results. */
function aggregate(name: string, type: string): string {
  const call = `${name.toLowerCase()}($d $1) $o`;
  if (isFloat(type)) return call;
  const decimal = numeric(type);
  if (!decimal) throw new SqlError(`function ${name.toLowerCase()}(${type.toLowerCase()}) does not exist`);
  if (name === 'SUM') {
    if (type === 'BIGINT' || type === 'HUGEINT') return `CAST(${call} AS DECIMAL(38,0))`;
    return isInteger(type) ? `CAST(${call} AS BIGINT)` : call;
  }
  if (isInteger(type) && type !== 'HUGEINT') return `CAST(trunc(${call}) AS BIGINT)`;
  return `CAST(${call} AS DECIMAL(38,${decimal.s}))`;
}

/** An operand of `||`: doubles are written as Redshift writes them. */
function text(type: string, operand: string): string {
  if (type === 'BOOLEAN') throw new SqlError('operator does not exist: boolean || character varying');
  return isFloat(type) ? `local_cloud.${type === 'FLOAT' ? 'short_' : ''}text(${operand})` : operand;
}

function cast(type: string, target: SqlType): string {
  const isText = type === 'VARCHAR' && isInteger(target.duckdb);
  if (target.duckdb !== 'VARCHAR')
    return `CAST(${isText ? 'local_cloud.whole_text($1)' : '$1'} AS ${target.duckdb})`;
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

/** Operators of two numbers. */
const OF_NUMBERS = /^([-+*/%=<>]|<=|>=|<>|!=|MOD)$/;

/** Literals beside a number are of its type: the arguments as they are meant, with their types. */
export function besideNumbers(
  site: Site,
  types: readonly string[],
): { arguments: Site['arguments']; types: string[] } {
  if (!OF_NUMBERS.test(site.name)) return { arguments: site.arguments, types: [...types] };
  const meant = site.arguments.map((argument, index) => {
    const other = types[1 - index] ?? '';
    const [node] = argument.length === 1 ? argument : [];
    const type = numeric(other) || isFloat(other) ? other : other === '"NULL"' ? 'INTEGER' : undefined;
    if (node?.upper === 'NULL' && type !== undefined)
      return {
        argument: made(`CAST(NULL AS ${type.replace('_LITERAL', '')})`),
        type: type.replace('_LITERAL', ''),
      };
    if (node?.kind !== 'string' || type === undefined) return { argument, type: types[index] ?? '' };
    const text = unquote(node).trim();
    if (isInteger(type) && !/^[+-]?\d+$/.test(text))
      throw new SqlError(`invalid input syntax for integer: ${JSON.stringify(text)}`);
    const decimals = text.split('.')[1]?.length ?? 0;
    const digits = text.replace(/\D/g, '').length;
    const own = decimals === 0 ? (digits > 9 ? 'BIGINT' : 'INTEGER') : `DECIMAL(${digits},${decimals})`;
    return { argument: made(`CAST('${text}' AS ${own})`), type: own };
  });
  return { arguments: meant.map(({ argument }) => argument), types: meant.map(({ type }) => type) };
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
    case '||':
      return `${text(type, '$1')} || ${text(types[1] ?? '', '$2')}`;
    case 'MOD':
      return division('%', types);
    case '*':
      return types.some(isFloat) ? 'local_cloud.finite($1 * $2)' : '$1 * $2';
    case '/':
    case '%':
      return division(site.name, types);
    default:
      return `$1 ${site.name} $2`;
  }
}
