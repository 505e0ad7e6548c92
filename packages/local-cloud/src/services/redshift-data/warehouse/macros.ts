/** Changes with the macros and the views of catalog.ts, which lie in the warehouse file. */
export const FORMAT = '9';

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

const macro = (signature: string, body: string): string =>
  `CREATE OR REPLACE MACRO local_cloud.${signature} AS ${body}`;

/** Redshift's functions that take more than one expression of DuckDB's. */
export const MACROS: readonly string[] = [
  macro('now()', "(transaction_timestamp() AT TIME ZONE 'UTC')"),
  macro('quotient(a, b)', "CASE WHEN b = 0 THEN error('Divide by zero') ELSE divide(a, b) END"),
  macro('remainder(a, b)', "CASE WHEN b = 0 THEN error('Divide by zero') ELSE fmod(a, b) END"),
  macro('whole_remainder(a, b)', "CASE WHEN b = 0 THEN error('Divide by zero') ELSE mod(a, b) END"),
  macro('finite(x)', "CASE WHEN isinf(x) THEN error('value out of range: overflow') ELSE x END"),
  macro('summed(x, y, m)', "CASE WHEN abs(y) >= m THEN error('Numeric data overflow') ELSE x END"),
  macro('ratio(a, b)', "CASE WHEN b = 0 THEN error('Divide by zero') ELSE local_cloud.finite(a / b) END"),
  macro('unscaled(a)', "CAST(replace(CAST(a AS VARCHAR), '.', '') AS HUGEINT)"),
  macro(
    'rounded(a, b)',
    "CASE WHEN b = 0 THEN error('Divide by zero') ELSE divide(a, b) + CASE WHEN abs(mod(a, b)) * 2 >= abs(b) THEN CASE WHEN (a < 0) = (b < 0) THEN 1 ELSE -1 END ELSE 0 END END",
  ),
  macro(
    'scaled(r, s)',
    "(CASE WHEN r < 0 THEN '-' ELSE '' END) || regexp_replace(lpad(CAST(abs(r) AS VARCHAR), CAST(greatest(s + 1, length(CAST(abs(r) AS VARCHAR))) AS INTEGER), '0'), '^(\\d*)(\\d{' || CAST(s AS VARCHAR) || '})$', '\\1.\\2')",
  ),
  macro(
    'substring(t, a)',
    "substring(t, greatest(CAST(a AS BIGINT), 1)), (t, a, n) AS CASE WHEN n < 0 THEN error('negative substring length not allowed') WHEN a >= 1 THEN substring(t, CAST(a AS BIGINT), CAST(n AS BIGINT)) ELSE substring(t, 1, greatest(CAST(n + a - 1 AS BIGINT), 0)) END",
  ),
  macro(
    'split_part(t, d, n)',
    "CASE WHEN n < 1 THEN error('field position must be greater than zero') ELSE split_part(t, d, CAST(n AS BIGINT)) END",
  ),
  macro(
    'initcap(t)',
    "array_to_string(list_transform(regexp_extract_all(t, '[\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+'), lambda w: upper(w[1]) || lower(w[2:])), '')",
  ),
  macro(
    'add_months(t, n)',
    "CASE WHEN CAST(t AS DATE) = last_day(t) THEN last_day(CAST(t AS DATE) + to_months(n)) + (t - date_trunc('day', t)) ELSE t + to_months(n) END",
  ),
  macro('compare(a, b)', 'CAST(CASE WHEN a < b THEN -1 WHEN a > b THEN 1 WHEN a = b THEN 0 END AS INTEGER)'),
  macro(
    'months_between(a, b)',
    "CASE WHEN day(a) = day(b) OR (CAST(a AS DATE) = last_day(a) AND CAST(b AS DATE) = last_day(b)) THEN CAST((year(a) - year(b)) * 12 + month(a) - month(b) AS DOUBLE) ELSE (year(a) - year(b)) * 12 + month(a) - month(b) + (day(a) - day(b) + (epoch(a - date_trunc('day', a)) - epoch(b - date_trunc('day', b))) / 86400.0) / 31.0 END",
  ),
  macro(
    'next_day(d, n)',
    "CAST(d + CAST((((list_position(['su','mo','tu','we','th','fr','sa'], lower(left(n, 2))) - 1) - dayofweek(d) + 6) % 7) + 1 AS INTEGER) AS DATE)",
  ),
  // No page of AWS says on which day DATEDIFF's weeks begin: only where Sunday and Monday count the same is it known.
  macro('monday_weeks(a, b)', "date_diff('day', date_trunc('week', a), date_trunc('week', b)) // 7"),
  macro(
    'weeks(a, b)',
    "CASE WHEN local_cloud.monday_weeks(a, b) = local_cloud.monday_weeks(a + INTERVAL 1 DAY, b + INTERVAL 1 DAY) THEN local_cloud.monday_weeks(a, b) WHEN a IS NOT NULL AND b IS NOT NULL THEN error('DATEDIFF of weeks between ' || CAST(a AS VARCHAR) || ' and ' || CAST(b AS VARCHAR) || ', one of them on a Sunday, is not supported by the local cloud') END",
  ),
  macro(
    'day_of(t, p)',
    "CASE WHEN p.y = '' THEN error('invalid value in the date ' || t) ELSE CAST(make_date(CAST(p.y AS BIGINT), CAST(p.m AS BIGINT), 1) + CAST(CAST(p.d AS INTEGER) - 1 AS INTEGER) AS DATE) END",
  ),
  macro('month_name(t)', "strftime(t, '%B')"),
  macro(
    'json_array(t)',
    "CASE WHEN json_type(t) = 'ARRAY' THEN t ELSE error('invalid json array object ' || t) END",
  ),
  macro(
    'json_element(t, n)',
    "CASE WHEN n >= 0 THEN json_extract_string(local_cloud.json_array(t), '$[' || CAST(n AS VARCHAR) || ']') END",
  ),
  macro(
    'whole_text(t)',
    "CASE WHEN NOT regexp_full_match(t, '\\s*[+-]?\\d+\\s*') THEN error('invalid input syntax for integer: \"' || t || '\"') ELSE t END",
  ),
  macro(
    'float_text(t)',
    "CASE WHEN isinf(CAST(t AS DOUBLE)) AND NOT contains(lower(t), 'inf') THEN error('\"' || t || '\" is out of range for type double precision') ELSE t END",
  ),
  macro(
    'unpadded(t)',
    "CASE WHEN ends_with(t, ' ') THEN error('JOIN … USING a text with trailing blanks (\"' || t || '\") is not supported by the local cloud (write ON)') ELSE t END",
  ),
  macro(
    'figures(t, b)',
    "regexp_extract(lower(t), '^\\s*[+-]?' || CASE WHEN b = 16 THEN '(?:0x)?' ELSE '' END || '([0-9a-z]+)$', 1)",
  ),
  macro(
    'number_of(f, b)',
    `list_reduce(list_transform(string_split(f, ''), lambda d: CAST(strpos('${DIGITS}', d) - 1 AS HUGEINT)), lambda n, d: n * b + d)`,
  ),
  // No page of AWS says what becomes of a text that is no number of the base.
  macro(
    'based(t, b)',
    `CASE WHEN b NOT BETWEEN 2 AND 36 OR local_cloud.figures(t, b) = '' OR translate(local_cloud.figures(t, b), left('${DIGITS}', b), '') <> '' THEN error('STRTOL of ' || t || ' to the base ' || b || ' is not supported by the local cloud') ELSE CAST(CASE WHEN contains(t, '-') THEN -1 ELSE 1 END * local_cloud.number_of(local_cloud.figures(t, b), b) AS BIGINT) END`,
  ),
  // Plain digits of the base 16 by DuckDB's own cast: as many as MD5 gives, for millions of rows. What may fail is computed
  // for each row, and in a lambda, which hides that it may, once for each value of a dictionary.
  macro(
    'strtol(t, b)',
    "list_transform([t], lambda x: CASE WHEN x = '' THEN 0 ELSE COALESCE(CASE WHEN b = 16 AND NOT contains(x, '_') THEN TRY_CAST('0x' || x AS BIGINT) END, local_cloud.based(x, b)) END)[1]",
  ),
  macro('text(x)', "format('{:.15g}', CAST(x AS DOUBLE))"),
  macro('short_text(x)', "format('{:.6g}', CAST(x AS DOUBLE))"),
  macro(
    'cut(t, n)',
    'CASE WHEN strlen(t) <= n THEN t ELSE left(t, list_max(list_filter(range(0, n + 1), lambda k: strlen(left(t, CAST(k AS BIGINT))) <= n))) END',
  ),
  macro(
    'fitted(t, n)',
    "CASE WHEN strlen(t) > n AND strlen(rtrim(t, ' ')) <= n THEN left(t, CAST(length(t) - (strlen(t) - n) AS BIGINT)) ELSE t END",
  ),
  macro('without_zero(t)', "regexp_replace(t, '^(-?)0\\.', '\\1.')"),
  macro(
    'number_in(t, w)',
    "CASE WHEN length(t) > w OR (length(t) = w AND t[1] <> '-') THEN error('a number that does not fit the format of TO_CHAR is not supported by the local cloud') ELSE lpad(t, CAST(w AS INTEGER), ' ') END",
  ),
];
