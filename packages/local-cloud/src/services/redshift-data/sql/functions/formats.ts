import { unsupported } from '../../failure.ts';

type Part = readonly [pattern: string, sql: string];

const MONTHS = 'local_cloud.month_name($t)';
const DAYS = "strftime($t, '%A')";
const strf = (format: string): string => `strftime($t, '${format}')`;
const padded = (expression: string): string => `rpad(${expression}, 9, ' ')`;

/** "Datetime format strings": each part as an expression of the timestamp `$t`; longest first. */
const PARTS: readonly Part[] = [
  ['FMMONTH', `upper(${MONTHS})`],
  ['FMMonth', MONTHS],
  ['FMmonth', `lower(${MONTHS})`],
  ['FMDAY', `upper(${DAYS})`],
  ['FMDay', DAYS],
  ['FMday', `lower(${DAYS})`],
  ['FMMM', 'CAST(month($t) AS VARCHAR)'],
  ['FMDD', 'CAST(day($t) AS VARCHAR)'],
  ['FMHH24', 'CAST(hour($t) AS VARCHAR)'],
  ['MONTH', padded(`upper(${MONTHS})`)],
  ['Month', padded(MONTHS)],
  ['month', padded(`lower(${MONTHS})`)],
  ['HH24', strf('%H')],
  ['HH12', strf('%I')],
  ['YYYY', strf('%Y')],
  ['IYYY', strf('%G')],
  ['DDD', strf('%j')],
  ['DAY', padded(`upper(${DAYS})`)],
  ['Day', padded(DAYS)],
  ['day', padded(`lower(${DAYS})`)],
  ['MON', `upper(${strf('%b')})`],
  ['Mon', strf('%b')],
  ['mon', `lower(${strf('%b')})`],
  ['DY', `upper(${strf('%a')})`],
  ['Dy', strf('%a')],
  ['dy', `lower(${strf('%a')})`],
  ['AM', strf('%p')],
  ['PM', strf('%p')],
  ['am', `lower(${strf('%p')})`],
  ['pm', `lower(${strf('%p')})`],
  ['HH', strf('%I')],
  ['MI', strf('%M')],
  ['SS', strf('%S')],
  ['MS', "lpad(CAST(millisecond($t) % 1000 AS VARCHAR), 3, '0')"],
  ['US', strf('%f')],
  ['YY', strf('%y')],
  ['MM', strf('%m')],
  ['DD', strf('%d')],
  ['WW', "lpad(CAST((dayofyear($t) - 1) // 7 + 1 AS VARCHAR), 2, '0')"],
  ['IW', strf('%V')],
  ['ID', 'CAST(isodow($t) AS VARCHAR)'],
  ['CC', "lpad(CAST(century($t) AS VARCHAR), 2, '0')"],
  ['D', 'CAST(dayofweek($t) + 1 AS VARCHAR)'],
  ['Q', 'CAST(quarter($t) AS VARCHAR)'],
  ['J', 'CAST(CAST(julian(CAST($t AS DATE)) AS BIGINT) AS VARCHAR)'],
];

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Parts are found whatever their case; those that have several by the very case that is written. */
const startsWith = (rest: string, pattern: string): boolean =>
  rest.startsWith(pattern) ||
  (PARTS.filter(([other]) => other.toUpperCase() === pattern.toUpperCase()).length === 1 &&
    rest.toUpperCase().startsWith(pattern.toUpperCase()));

/** TO_CHAR of a timestamp: expressions of `$t`, joined. Throws on a part that has no counterpart. */
export function timestampFormat(format: string, timestamp: string): string {
  const pieces: string[] = [];
  for (let rest = format; rest !== ''; ) {
    const text = /^"([^"]*)"/.exec(rest);
    const part = text ? undefined : PARTS.find(([pattern]) => startsWith(rest, pattern));
    if (!text && !part && /^[A-Za-z]/.test(rest)) throw unsupported(`the format '${format}' (at ${rest})`);
    pieces.push(
      text ? quoted(text[1] ?? '') : part ? part[1].replaceAll('$t', timestamp) : quoted(rest[0] ?? ''),
    );
    rest = rest.slice(text?.[0].length ?? part?.[0].length ?? 1);
  }
  return `(${pieces.join(' || ') || "''"})`;
}

const PARSED: readonly Part[] = [
  ['HH24', '%H'],
  ['HH12', '%I'],
  ['YYYY', '%Y'],
  ['MONTH', '%B'],
  ['MON', '%b'],
  ['MM', '%m'],
  ['DD', '%d'],
  ['MI', '%M'],
  ['SS', '%S'],
  ['US', '%f'],
  ['MS', '%g'],
  ['HH', '%I'],
  ['AM', '%p'],
  ['PM', '%p'],
  ['YY', '%y'],
];

/** TO_DATE's and TO_TIMESTAMP's format for strptime. */
export function parsedFormat(format: string): string {
  let parsed = '';
  for (let rest = format; rest !== ''; ) {
    const part = PARSED.find(([pattern]) => rest.toUpperCase().startsWith(pattern));
    if (!part && /^[A-Za-z"]/.test(rest)) throw unsupported(`the format '${format}' (at ${rest})`);
    parsed += part?.[1] ?? rest[0]?.replace('%', '%%') ?? '';
    rest = rest.slice(part?.[0].length ?? 1);
  }
  return parsed;
}

/** TO_CHAR of a number: `9`, `0`, `,`, `.`, FM; blanks stand where no digit is, and a place for the sign. */
export function numberFormat(format: string, value: string): string {
  const plain = /^(FM)?((?:9|,|0)*)(?:[.D]([90]+))?$/.exec(format.toUpperCase());
  const [, fill, whole = '', decimals = ''] = plain ?? [];
  if (!plain || /0/.test(whole.replace(/0$/, '')) || (fill && /9$/.test(decimals)))
    throw unsupported(`the number format '${format}' of TO_CHAR`);
  const number = `CAST(${value} AS DECIMAL(38,${decimals.length}))`;
  const text = `format('{:${whole.includes(',') ? ',' : ''}.${decimals.length}f}', CAST(${number} AS DOUBLE))`;
  const shown = whole.endsWith('0') || decimals === '' ? text : `local_cloud.without_zero(${text})`;
  const width = whole.length + (decimals === '' ? 0 : decimals.length + 1) + 1;
  return fill ? shown : `local_cloud.number_in(${shown}, ${width})`;
}
