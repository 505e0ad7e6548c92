import { SqlError, unsupported } from '../../failure.ts';
import { literal, made, symbol, unquote, word } from '../tokens.ts';
import { branch, type Node } from '../tree.ts';
import { partOf } from './date-parts.ts';
import { parsedFormat } from './formats.ts';
import type { FunctionBuilder, FunctionCall } from './table.ts';

/** Puts pieces into a pattern: `$1` is the first of `values`. */
export function fill(pattern: string, values: readonly (readonly Node[])[]): Node[] {
  return pattern.split(/(\$\d+)/).flatMap((piece) => {
    const number = /^\$(\d+)$/.exec(piece)?.[1];
    return number === undefined ? made(piece) : [...(values[Number(number) - 1] ?? [])];
  });
}

const text = (call: FunctionCall, index: number): string => {
  const argument = call.arguments[index];
  const token = argument?.length === 1 ? argument[0] : undefined;
  if (token?.kind !== 'string')
    throw unsupported(`${call.name} with a ${ordinal(index)} argument that is no literal`);
  return unquote(token);
};
const ordinal = (index: number): string =>
  ['first', 'second', 'third', 'fourth', 'fifth'][index] ?? `${index + 1}th`;

function expectCount({ name, arguments: given }: FunctionCall, ...counts: number[]): void {
  if (!counts.includes(given.length))
    throw new SqlError(
      `function ${name.toLowerCase()}() takes ${counts.join(' or ')} arguments, not ${given.length}`,
    );
}

/** EXTRACT gives an integer for timestamps, DATE_PART a double; sub-second parts leave the seconds out. */
function extracted(part: string, value: readonly Node[], type: string): Node[] {
  const names: Readonly<Record<string, string>> = { dayofweek: 'dow', dayofyear: 'doy' };
  const modulo = part === 'millisecond' ? ' % 1000' : part === 'microsecond' ? ' % 1000000' : '';
  const whole = part === 'epoch' ? 'floor(' : '(';
  return fill(
    `CAST(${whole}date_part('${names[part] ?? part}', CAST($1 AS TIMESTAMP))${modulo}) AS ${type})`,
    [value],
  );
}

const extract: FunctionBuilder = ({ arguments: [argument = []] }) => {
  const from = argument.findIndex(({ upper }) => upper === 'FROM');
  if (from < 0) throw new SqlError('syntax error: EXTRACT(datepart FROM source)');
  const part = partOf(argument.slice(0, from));
  return extracted(part, argument.slice(from + 1), part === 'epoch' ? 'BIGINT' : 'INTEGER');
};

const datePart: FunctionBuilder = (call) => {
  expectCount(call, 2);
  return extracted(partOf(call.arguments[0]), call.arguments[1] ?? [], 'DOUBLE');
};

/** The date part of a call that counts in it; days of a week or a year are places, no lengths. */
function countedPart(call: FunctionCall, count: number): string {
  expectCount(call, count);
  const part = partOf(call.arguments[0]);
  if (/^day.|epoch/.test(part)) throw unsupported(`the date part ${part} of ${call.name}`);
  return part;
}

/** DuckDB's interval of a number of parts, where it is not `to_<part>s` of an integer. */
const INTERVALS: Readonly<Record<string, string>> = {
  millennium: 'to_millennia(CAST($1 AS INTEGER))',
  century: 'to_centuries(CAST($1 AS INTEGER))',
  quarter: 'to_months(3 * CAST($1 AS INTEGER))',
  hour: 'to_hours(CAST($1 AS BIGINT))',
  minute: 'to_minutes(CAST($1 AS BIGINT))',
  second: 'to_seconds(CAST($1 AS DOUBLE))',
  millisecond: 'to_milliseconds(CAST($1 AS DOUBLE))',
  microsecond: 'to_microseconds(CAST($1 AS BIGINT))',
};

const dateAdd: FunctionBuilder = (call) => {
  const part = countedPart(call, 3);
  const interval = INTERVALS[part] ?? `to_${part}s(CAST($1 AS INTEGER))`;
  return fill(`(CAST($2 AS TIMESTAMP) + ${interval})`, call.arguments.slice(1));
};

/** Counts the boundaries that lie between. */
const dateDiff: FunctionBuilder = (call) => {
  const part = countedPart(call, 3);
  const counted = part === 'week' ? 'local_cloud.weeks(' : `date_diff('${part}', `;
  return fill(`${counted}CAST($1 AS TIMESTAMP), CAST($2 AS TIMESTAMP))`, call.arguments.slice(1));
};

const dateTrunc: FunctionBuilder = (call) => {
  const part = countedPart(call, 2);
  return fill(`CAST(date_trunc('${part}', CAST($1 AS TIMESTAMP)) AS TIMESTAMP)`, call.arguments.slice(1));
};

/** Year, month and day of a text as the groups of a regular expression; none of a format with other parts. */
function dayPattern(format: string): string | undefined {
  const parts: Readonly<Record<string, string>> = {
    YYYY: '(?P<y>\\d{4})',
    MM: '(?P<m>\\d{1,2})',
    DD: '(?P<d>\\d{1,2})',
  };
  const pieces = format
    .toUpperCase()
    .split(/(YYYY|MM|DD)/)
    .filter(Boolean);
  const whole = Object.keys(parts).every((part) => pieces.filter((piece) => piece === part).length === 1);
  if (!whole || !pieces.every((piece) => piece in parts || /^[-/. ]+$/.test(piece))) return undefined;
  return `^\\s*${pieces.map((piece) => parts[piece] ?? piece.replaceAll('.', '\\.')).join('')}\\s*$`;
}

/** "TO_DATE": days beyond the month's end run over into the next unless the third argument is TRUE. */
const toDate: FunctionBuilder = (call) => {
  expectCount(call, 2, 3);
  const [given = [], , strict] = call.arguments;
  const format = text(call, 1);
  const pattern = strict?.[0]?.upper === 'TRUE' ? undefined : dayPattern(format);
  if (pattern === undefined)
    return fill('CAST(strptime($1, $2) AS DATE)', [given, [literal(parsedFormat(format))]]);
  const order = [...pattern.matchAll(/<(.)>/g)].map(([, part]) => `'${part}'`).join(', ');
  return fill(`local_cloud.day_of($1, regexp_extract($1, $2, [${order}]))`, [
    given,
    [literal(pattern.replace(/\?P<.>/g, ''))],
  ]);
};

const toTimestamp: FunctionBuilder = (call) => {
  expectCount(call, 2);
  const format = literal(parsedFormat(text(call, 1)));
  return fill("(strptime($1, $2) AT TIME ZONE 'UTC')", [call.arguments[0] ?? [], [format]]);
};

const toNumber: FunctionBuilder = (call) => {
  expectCount(call, 2);
  const format = text(call, 1).toUpperCase();
  const [, whole, decimals = ''] = /^S?([90,]+)(?:[.D]([90]+))?S?$/.exec(format) ?? [];
  if (whole === undefined) throw unsupported(`the number format '${format}' of TO_NUMBER`);
  const digits = whole.replaceAll(',', '').length + decimals.length;
  return fill(`CAST(replace($1, ',', '') AS DECIMAL(${digits},${decimals.length}))`, [
    call.arguments[0] ?? [],
  ]);
};

const one = (nodes: readonly Node[] = []): Node =>
  nodes.length === 1 && nodes[0] ? nodes[0] : branch('group', nodes);

/** A comparison of a call's arguments, which is read as one that the statement itself has. */
const compared = (
  { select }: FunctionCall,
  operator: string,
  left: readonly Node[] | undefined,
  right: readonly Node[] | undefined,
): Node =>
  branch('operation', [one(left), ...operator.split(' ').map(word), one(right)], {
    name: operator.split(' ')[0] ?? '',
    select,
  });

/** DECODE compares NULL with NULL as equal. */
const decode: FunctionBuilder = (call) => {
  const [value = [], ...rest] = call.arguments;
  if (rest.length < 2) throw new SqlError('function decode() takes at least 3 arguments');
  const cases: Node[] = [];
  for (let index = 0; index + 1 < rest.length; index += 2) {
    const same = compared(call, 'IS NOT DISTINCT FROM', value, rest[index]);
    cases.push(...fill(' WHEN $1 THEN ($2)', [[same], rest[index + 1] ?? []]));
  }
  const otherwise = rest.length % 2 === 1 ? fill(' ELSE ($1)', [rest.at(-1) ?? []]) : [];
  return [symbol('('), ...made('CASE'), ...cases, ...otherwise, ...made('END'), symbol(')')];
};

const nullIf: FunctionBuilder = (call) => {
  expectCount(call, 2);
  const [value = [], other] = call.arguments;
  return fill('CASE WHEN $1 THEN NULL ELSE $2 END', [[compared(call, '=', value, other)], value]);
};

const position: FunctionBuilder = ({ arguments: [argument = []] }) => {
  const at = argument.findIndex(({ upper }) => upper === 'IN');
  if (at < 0) throw new SqlError('syntax error: POSITION(substring IN string)');
  return fill('strpos($1, $2)', [argument.slice(at + 1), argument.slice(0, at)]);
};

/** TRIM([BOTH | LEADING | TRAILING] [characters] FROM string). */
export const trim: FunctionBuilder = (call) => {
  const [argument = [], characters] = call.arguments;
  const from = argument.findIndex(({ upper }) => upper === 'FROM');
  if (from < 0) return fill(characters ? 'trim($1, $2)' : 'trim($1)', [argument, characters ?? []]);
  const names: Readonly<Record<string, string>> = { BOTH: 'trim', LEADING: 'ltrim', TRAILING: 'rtrim' };
  const side = names[argument[0]?.upper ?? ''];
  const set = argument.slice(side === undefined ? 0 : 1, from);
  return fill(`${side ?? 'trim'}($1${set.length === 0 ? '' : ', $2'})`, [argument.slice(from + 1), set]);
};

/** SUBSTRING(string FROM position FOR count) becomes the call with commas. */
export function substringWords(argument: readonly Node[]): Node[][] | undefined {
  const from = argument.findIndex(({ upper }) => upper === 'FROM');
  if (from < 0) return undefined;
  const count = argument.findIndex(({ upper }) => upper === 'FOR');
  const rest =
    count < 0 ? [argument.slice(from + 1)] : [argument.slice(from + 1, count), argument.slice(count + 1)];
  return [argument.slice(0, from), ...rest];
}

const listAgg: FunctionBuilder = ({ arguments: [value = [], separator = made("''")], within = [], over }) => {
  const distinct = value[0]?.upper === 'DISTINCT';
  if (distinct && within.length > 0 && over.length > 0) throw unsupported('LISTAGG(DISTINCT …) OVER');
  const taken = value.slice(distinct ? 1 : 0);
  const list = fill(`string_agg(${distinct ? 'DISTINCT ' : ''}CAST($1 AS VARCHAR), $2 $3) $4`, [
    taken,
    separator,
    within,
    over,
  ]);
  return distinct ? withoutTwins(taken, list, over) : list;
};

/** Of texts that differ in trailing blanks only, it is not said which one LISTAGG(DISTINCT …) takes. */
const withoutTwins = (value: readonly Node[], list: Node[], over: readonly Node[]): Node[] =>
  fill(
    `CASE WHEN COUNT(DISTINCT CAST($1 AS VARCHAR)) $3 = COUNT(DISTINCT rtrim(CAST($1 AS VARCHAR), ' ')) $3 THEN $2
       ELSE error('LISTAGG(DISTINCT) of texts that differ in trailing blanks only is not supported by the local cloud') END`,
    [value, list, over],
  );

/** PERCENTILE_CONT and PERCENTILE_DISC: the order of WITHIN GROUP is the function's argument in DuckDB. */
const percentile =
  (name: string): FunctionBuilder =>
  ({ name: own, arguments: [fraction = []], within, over }) => {
    if (within === undefined || within[0]?.upper !== 'ORDER')
      throw new SqlError(`${own.toLowerCase()} needs WITHIN GROUP (ORDER BY …)`);
    const last = within.at(-1)?.upper;
    const column = within.slice(2, last === 'ASC' || last === 'DESC' ? -1 : undefined);
    return [...fill(`${name}($1, ${last === 'DESC' ? '1 - ' : ''}$2)`, [column, fraction]), ...over];
  };

const regexpReplace: FunctionBuilder = (call) => {
  expectCount(call, 2, 3);
  const replacement = call.arguments.length === 3 ? text(call, 2) : '';
  if (/[$\\]/.test(replacement)) throw unsupported('REGEXP_REPLACE with a group in the replacement');
  return fill("regexp_replace($1, $2, $3, 'g')", [...call.arguments.slice(0, 2), [literal(replacement)]]);
};

/** REGEXP_SUBSTR(source, pattern [, position [, occurrence]]); nothing found gives an empty string. */
const regexpSubstr: FunctionBuilder = (call) => {
  expectCount(call, 2, 3, 4);
  const [source = [], pattern = [], from = made('1'), occurrence = made('1')] = call.arguments;
  return fill(
    "coalesce(regexp_extract_all(substring($1, CAST($3 AS BIGINT)), $2)[CAST($4 AS BIGINT)], CASE WHEN $1 IS NOT NULL THEN '' END)",
    [source, pattern, from, occurrence],
  );
};

const regexpInstr: FunctionBuilder = (call) => {
  expectCount(call, 2);
  const [source = [], pattern = []] = call.arguments;
  return fill(
    "CAST(CASE WHEN regexp_matches($1, $2) THEN length(regexp_extract($1, '^((?s).*?)(?:' || $2 || ')', 1)) + 1 ELSE 0 END AS INTEGER)",
    [source, pattern],
  );
};

/** JSON_EXTRACT_PATH_TEXT(json, 'a', 'b'): literals only, each an object's key. */
const jsonPath: FunctionBuilder = (call) => {
  const [json = [], ...keys] = call.arguments;
  const lenient = keys.at(-1)?.[0]?.upper === 'TRUE';
  const names = (lenient ? keys.slice(0, -1) : keys).map(
    (_, index) => `."${text(call, index + 1).replaceAll('"', '\\"')}"`,
  );
  const pattern = 'json_extract_string($1, $2)';
  const path = [literal(`$${names.join('')}`)];
  return fill(lenient ? `CASE WHEN json_valid($1) THEN ${pattern} END` : pattern, [json, path]);
};

const sha2: FunctionBuilder = (call) => {
  expectCount(call, 2);
  if (call.arguments[1]?.[0]?.text !== '256' && call.arguments[1]?.[0]?.text !== '0')
    throw unsupported('SHA2 with other than 256 bits');
  return fill('sha256($1)', [call.arguments[0] ?? []]);
};

const ratioToReport: FunctionBuilder = ({ arguments: [value = []], over }) =>
  fill('local_cloud.ratio(CAST($1 AS DOUBLE), CAST(sum($1) $2 AS DOUBLE))', [value, over]);

/** Functions that are built from their arguments. */
export const SPECIAL: Readonly<Record<string, FunctionBuilder>> = {
  DATEADD: dateAdd,
  DATEDIFF: dateDiff,
  DATE_ADD: dateAdd,
  DATE_DIFF: dateDiff,
  DATE_PART: datePart,
  DATE_TRUNC: dateTrunc,
  DECODE: decode,
  EXTRACT: extract,
  JSON_EXTRACT_PATH_TEXT: jsonPath,
  LISTAGG: listAgg,
  NULLIF: nullIf,
  PERCENTILE_CONT: percentile('quantile_cont'),
  PERCENTILE_DISC: percentile('quantile_disc'),
  PGDATE_PART: datePart,
  POSITION: position,
  RATIO_TO_REPORT: ratioToReport,
  REGEXP_INSTR: regexpInstr,
  REGEXP_REPLACE: regexpReplace,
  REGEXP_SUBSTR: regexpSubstr,
  SHA2: sha2,
  TO_DATE: toDate,
  TO_NUMBER: toNumber,
  TO_TIMESTAMP: toTimestamp,
  TRIM: trim,
};
