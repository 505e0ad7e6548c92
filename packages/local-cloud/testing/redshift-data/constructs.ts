/** A statement of about so many bytes that is made of one construct over and over. */
export type Construct = (bytes: number) => string;

const repeated =
  (head: string, piece: string, tail = ''): Construct =>
  (bytes) =>
    head + piece.repeat(Math.max(1, Math.ceil((bytes - head.length - tail.length) / piece.length))) + tail;

/** What a statement can be made longer by. Each runs without a table. */
export const CONSTRUCTS: Readonly<Record<string, Construct>> = {
  '||': repeated("SELECT 'a'", "||'a'"),
  '|| of columns': repeated('SELECT x', '||x', " FROM (SELECT 'a' AS x) AS t"),
  '+': repeated('SELECT 1', ' + 1'),
  '+ of columns': repeated('SELECT x', '+x', ' FROM (SELECT 1 AS x) AS t'),
  AND: repeated('SELECT 1 WHERE 1 = 1', ' AND 2 = 2'),
  OR: repeated("SELECT 1 FROM (SELECT 'a' AS x) AS t WHERE x = 'b'", " OR x = 'a'"),
  IN: repeated('SELECT 1 WHERE 1 IN (1', ', 2', ')'),
  'IN of texts': repeated("SELECT 1 FROM (SELECT 'a' AS x) AS t WHERE x IN ('b'", ", 'a'", ')'),
  CASE: repeated('SELECT CASE 1', ' WHEN 2 THEN 3', ' END'),
  'CASE WHEN': repeated(
    "SELECT CASE WHEN x = 'b' THEN 1",
    " WHEN x = 'a' THEN 2",
    " END FROM (SELECT 'a' AS x) AS t",
  ),
  'UNION ALL': repeated('SELECT 1', ' UNION ALL SELECT 1'),
  UNION: repeated("SELECT 'a'", " UNION SELECT 'a'"),
  'select list': repeated('SELECT 1', ', 2'),
  'select list of sums': repeated('SELECT x + 1', ', x + 1', ' FROM (SELECT 1 AS x) AS t'),
  VALUES: repeated('SELECT 1 FROM (VALUES (1)', ', (2)', ') AS t'),
  'parentheses side by side': repeated('SELECT (1)', ', (1)'),
  comments: repeated('SELECT 1', ' /* x */ -- y\n'),
  'one comment': repeated('SELECT 1 /*', 'x', '*/'),
  spaces: repeated('SELECT', ' \n', '1'),
  'one literal': repeated("SELECT '", "a''", "'"),
  'one name': repeated('SELECT 1 AS "', 'a', '"'),
  names: repeated('SELECT "x"', ', "x"', ' FROM (SELECT 1 AS x) AS t'),
  'sums of 90': (bytes) =>
    repeated('SELECT 1', `, x${' + x'.repeat(90)}`, ' FROM (SELECT 1 AS x) AS t')(bytes),
  'parentheses of 90 levels': repeated('SELECT 1', `, ${'('.repeat(90)}1${')'.repeat(90)}`),
  'SELECTs of sums': repeated(
    'SELECT x + 1 FROM (SELECT 1 AS x) AS t',
    ' UNION ALL SELECT x + 1 FROM (SELECT 1 AS x) AS t',
  ),
  'subqueries of sums': repeated('SELECT 1', ', (SELECT x + 1 FROM (SELECT 1 AS x) AS t)'),
  EXCEPT: repeated("SELECT 'a'", " EXCEPT SELECT 'b'"),
  'keys of groups': repeated("SELECT x FROM (SELECT 'a' AS x) AS t GROUP BY x", ', x'),
  'sums of groups': repeated('SELECT 1 FROM (SELECT 1 AS x) AS t GROUP BY x', ', x + 1'),
  'keys of an order': repeated("SELECT x FROM (SELECT 'a' AS x) AS t ORDER BY x", ', x'),
  calls: repeated('SELECT 1', ', UPPER(x)', " FROM (SELECT 'a' AS x) AS t"),
  tables: repeated('SELECT 1 FROM (SELECT 1) AS t', ', (SELECT 1) AS t'),
  'common tables': repeated('WITH a AS (SELECT 1)', ', a AS (SELECT 1)', ' SELECT 1'),
};
