import type { Group } from './case.ts';

export const TEXT_TABLES: readonly string[] = [
  'CREATE TABLE padded (i INTEGER, x VARCHAR(10), y VARCHAR(10), d FLOAT, n DECIMAL(8,2), large BIGINT, day DATE)',
  `INSERT INTO padded VALUES (1, 'a', 'p', 1.5, 1.25, 1, '2024-01-01'), (2, 'a ', 'q', 2.5, 2.5, 2, '2024-01-02'),
    (3, 'b ', 'q ', 1, 3, 3, '2024-01-03'), (4, NULL, 'p', 2, 4, 4, NULL)`,
];

/** "Character types", "Significance of trailing blanks": they do not count where texts are compared, and LEN counts them. */
const BLANKS: readonly Group[] = [
  {
    page: 'Significance of trailing blanks: comparisons',
    cases: [
      ["SELECT COUNT(*) FROM padded WHERE x = 'a'", 2],
      ["SELECT COUNT(*) FROM padded WHERE x = 'a   '", 2],
      ["SELECT COUNT(*) FROM padded WHERE x > 'A' AND x < 'a!' AND y <> ''", 2],
      [
        "SELECT 'a ' = 'a', 'a' <> 'a  ', ' a' = 'a', 'a ' <= 'a', 'a\t' = 'a'",
        [[true, false, false, true, false]],
      ],
      ["SELECT i FROM padded WHERE x IN ('a', 'c') ORDER BY i", [[1], [2]]],
      ["SELECT i FROM padded WHERE x IN (('a'), UPPER('b')) ORDER BY i", [[1], [2]]],
      ["SELECT i FROM padded WHERE x NOT IN ('a')", 3],
      ["SELECT i FROM padded WHERE x IN (SELECT 'a   ') ORDER BY i", [[1], [2]]],
      ["SELECT i FROM padded WHERE (x, i) IN (SELECT 'a   ', 2)", 2],
      ["SELECT i FROM padded WHERE (x, y) = ('a', 'q  ')", 2],
      ["SELECT i FROM padded WHERE (x, y) IN (('a', 'q  '), ('b', 'q')) ORDER BY i", [[2], [3]]],
      ["SELECT i FROM padded WHERE x = ANY (SELECT 'a   ') ORDER BY i", [[1], [2]]],
      ["SELECT i FROM padded WHERE x = (SELECT 'b') ORDER BY i", 3],
      ["SELECT i FROM padded WHERE x BETWEEN 'a' AND 'a' ORDER BY i", [[1], [2]]],
      ["SELECT i FROM padded WHERE x NOT BETWEEN 'a' AND 'a' ORDER BY i", 3],
      ["SELECT COUNT(*) FROM padded WHERE x LIKE 'a'", 1],
      [
        "SELECT CASE x WHEN 'a' THEN 1 WHEN 'b' THEN 2 ELSE 0 END, CASE WHEN x = 'b' THEN 1 END FROM padded ORDER BY i",
        [
          [1, null],
          [1, null],
          [2, 1],
          [0, null],
        ],
      ],
      [
        "SELECT DECODE(x, 'a', 1, NULL, 9, 0), NULLIF(x, 'a') FROM padded ORDER BY i",
        [
          [1, null],
          [1, null],
          [0, 'b '],
          [9, null],
        ],
      ],
      [
        'SELECT a.i, b.i FROM padded a JOIN padded b ON a.x = b.x ORDER BY 1, 2',
        [
          [1, 1],
          [1, 2],
          [2, 1],
          [2, 2],
          [3, 3],
        ],
      ],
      ['SELECT a.i FROM padded a WHERE EXISTS (SELECT 1 FROM padded b WHERE b.x = a.x AND b.i > a.i)', 1],
    ],
  },
  {
    page: 'Significance of trailing blanks: USING and NATURAL, which show one column of both',
    cases: [
      [
        'SELECT COUNT(*) FROM padded a JOIN padded b USING (x)',
        { refused: 'a text with trailing blanks ("' },
      ],
      [
        "SELECT COUNT(*) FROM (SELECT 'a' AS k) a JOIN (SELECT 'a' AS k) b USING (k) JOIN (SELECT 'a ' AS k) c USING (k)",
        { refused: 'a text with trailing blanks ("a ")' },
      ],
      [
        "SELECT * FROM (SELECT i, TRIM(y) AS y FROM padded) a LEFT JOIN (SELECT 'p' AS y, 1 AS z) b USING (y) ORDER BY i",
        [
          [1, 'p', 1],
          [2, 'q', null],
          [3, 'q', null],
          [4, 'p', 1],
        ],
      ],
      ['SELECT COUNT(*) FROM padded JOIN padded b USING (i) JOIN padded c USING (i)', 4],
      [
        'SELECT COUNT(*) FROM padded JOIN padded b USING (i) JOIN padded c USING (y)',
        { refused: 'a further JOIN' },
      ],
      ["SELECT COUNT(*) FROM padded NATURAL JOIN (SELECT 'a' AS x) b", { refused: 'NATURAL JOIN by texts' }],
      ['SELECT COUNT(*) FROM padded NATURAL JOIN (SELECT 1 AS i) b', 1],
    ],
  },
  {
    page: 'Significance of trailing blanks: GROUP BY',
    cases: [
      [
        'SELECT x, COUNT(*) FROM padded GROUP BY x HAVING COUNT(*) = 1 ORDER BY x',
        [
          ['b ', 1],
          [null, 1],
        ],
      ],
      ['SELECT LEN(x), COUNT(*) FROM padded WHERE i < 3 GROUP BY padded.x, LEFT(y, 0)', [[1, 2]]],
      ['SELECT x AS i, COUNT(*) FROM padded WHERE i < 3 GROUP BY 1', [['a', 2]]],
      ['SELECT UPPER(x) AS k, COUNT(*) FROM padded WHERE i < 3 GROUP BY k ORDER BY k', [['A', 2]]],
      ['SELECT UPPER(x) AS x, COUNT(*) FROM padded WHERE i < 3 GROUP BY x', [['A', 2]]],
      ["SELECT x || '!' AS k, SUM(d) FROM padded WHERE i = 1 GROUP BY x || '!'", [['a!', 1.5]]],
      [
        "SELECT CASE x WHEN 'a' THEN 'A' ELSE 'O' END AS k, SUM(d) FROM padded GROUP BY k ORDER BY 2 DESC",
        [
          ['A', 4],
          ['O', 3],
        ],
      ],
      [
        "SELECT TO_CHAR(day, 'YYYY-MM') AS m, x, COUNT(*) FROM padded GROUP BY 1, x ORDER BY 1, 2",
        [
          ['2024-01', 'a', 2],
          ['2024-01', 'b ', 1],
          [null, null, 1],
        ],
      ],
      [
        'SELECT x, COUNT(*) FROM padded GROUP BY ROLLUP (x) ORDER BY 2, 1',
        [
          ['b ', 1],
          [null, 1],
          ['a', 2],
          [null, 4],
        ],
      ],
      [
        'SELECT x, RANK() OVER (ORDER BY x), SUM(COUNT(*)) OVER (PARTITION BY x) FROM padded GROUP BY x ORDER BY 1',
        [
          ['a', 1, '2'],
          ['b ', 2, '1'],
          [null, 3, '1'],
        ],
      ],
      [
        "SELECT NVL(x, 'none') AS z, COUNT(*) FROM padded GROUP BY z HAVING NVL(x, 'none') <> 'none' ORDER BY NVL(x, 'none')",
        [
          ['a', 2],
          ['b ', 1],
        ],
      ],
      ['SELECT X, upper(x), "x" FROM padded WHERE i < 3 GROUP BY x, UPPER(X) ORDER BY X', [['a', 'A', 'a']]],
      [
        'SELECT t.x, (SELECT COUNT(*) FROM padded u WHERE u.x = t.x) FROM padded t WHERE i < 4 GROUP BY t.x ORDER BY 1',
        [
          ['a', 2],
          ['b ', 1],
        ],
      ],
      [
        "SELECT t.x, (SELECT COUNT(*) FROM padded AS t WHERE t.x = 'a') FROM padded t WHERE i = 3 GROUP BY x",
        [['b ', 2]],
      ],
      [
        'SELECT x FROM padded t GROUP BY x HAVING EXISTS (SELECT 1 FROM padded u WHERE u.x = t.x AND u.i = 2)',
        'a',
      ],
      ["SELECT x || 'A' FROM padded GROUP BY x || 'a'", { error: 'must appear in the GROUP BY clause' }],
      [
        'SELECT c.x, many FROM (SELECT x, COUNT(*) AS many FROM padded GROUP BY x) c WHERE many > 1',
        [['a', 2]],
      ],
    ],
  },
  {
    page: 'Significance of trailing blanks: DISTINCT, UNION, windows and ORDER BY',
    cases: [
      ['SELECT DISTINCT x FROM padded ORDER BY x', [['a'], ['b '], [null]]],
      ['SELECT DISTINCT * FROM (SELECT x FROM padded) q ORDER BY 1', [['a'], ['b '], [null]]],
      ['SELECT DISTINCT TOP 2 padded.x FROM padded ORDER BY padded.x', [['a'], ['b ']]],
      ['SELECT DISTINCT UPPER(x) FROM padded ORDER BY UPPER(x) DESC LIMIT 2', [[null], ['B ']]],
      ['SELECT COUNT(*) FROM (SELECT DISTINCT x FROM padded) q', 3],
      ['SELECT COUNT(DISTINCT x), COUNT(DISTINCT y), COUNT(DISTINCT i) FROM padded', [[2, 2, 4]]],
      [
        "SELECT RTRIM(x) FROM (SELECT x FROM padded UNION SELECT 'a   ') q ORDER BY 1",
        [['a'], ['b'], [null]],
      ],
      [
        "SELECT RTRIM(x) FROM (SELECT x FROM padded WHERE i = 3 UNION SELECT 'b' UNION ALL SELECT 'b') q",
        [['b'], ['b']],
      ],
      ["SELECT x FROM padded EXCEPT SELECT 'a   ' ORDER BY 1", [['b '], [null]]],
      ["SELECT x, i FROM padded INTERSECT SELECT 'a   ', 2", [['a ', 2]]],
      ["SELECT 'y' UNION SELECT 'z' INTERSECT SELECT 'z ' ORDER BY 1", [['y'], ['z']]],
      ["SELECT LISTAGG(DISTINCT y, ',') WITHIN GROUP (ORDER BY y) FROM padded WHERE i < 3", 'p,q'],
      ["SELECT LISTAGG(DISTINCT y, ',') FROM padded", { refused: 'LISTAGG(DISTINCT)' }],
      ['SELECT i FROM padded ORDER BY x, i DESC', [[2], [1], [3], [4]]],
      [
        'SELECT x AS k, i FROM padded WHERE i < 3 ORDER BY k, 2 DESC',
        [
          ['a ', 2],
          ['a', 1],
        ],
      ],
      [
        'SELECT ROW_NUMBER() OVER (PARTITION BY x ORDER BY i), RANK() OVER (ORDER BY x) FROM padded ORDER BY i',
        [
          [1, 1],
          [2, 1],
          [1, 3],
          [1, 4],
        ],
      ],
    ],
  },
];

const NUMBERS: readonly Group[] = [
  {
    page: 'Numeric types: a text beside an integer',
    cases: [
      ["SELECT COUNT(*) FROM padded WHERE i = '7.4'", { error: 'invalid input syntax for integer: "7.4"' }],
      ["SELECT COUNT(*) FROM padded WHERE i IN ('1', '7.4')", { error: 'for integer: "7.4"' }],
      ["SELECT COUNT(*) FROM padded WHERE i IN (('7.4'))", { error: 'for integer: "7.4"' }],
      ["SELECT COUNT(*) FROM padded WHERE i BETWEEN '0.5' AND '2'", { error: 'for integer: "0.5"' }],
      ["SELECT COUNT(*) FROM padded WHERE i IN (SELECT '1.5')", { error: 'for integer: "1.5"' }],
      ["SELECT CASE i WHEN '1.5' THEN 1 END FROM padded", { error: 'for integer: "1.5"' }],
      ['SELECT COUNT(*) FROM padded WHERE i = x', { error: 'invalid input syntax for integer: "' }],
      ['SELECT COUNT(*) FROM padded WHERE n = x', { refused: 'the comparison of a text with a NUMERIC' }],
      ["SELECT COUNT(*) FROM padded WHERE large = '2.0'", { error: 'for integer: "2.0"' }],
      [
        "SELECT i FROM padded WHERE i IN ('1', '2') AND i BETWEEN '2' AND '3' AND d BETWEEN '1.2' AND '2.5'",
        2,
      ],
      ["SELECT i FROM padded WHERE n IN ('1.25', '1.254') AND d = '1.5e0'", 1],
      [
        "SELECT i FROM padded WHERE day IN ('2024-01-01', '2024-01-05') AND day BETWEEN '2024-01-01' AND '2024-01-02'",
        1,
      ],
      ["SELECT i / '2' FROM padded WHERE i = 3", 1],
      ["SELECT '2' * '3'", { error: 'operator is not unique' }],
    ],
  },
  {
    page: 'Numeric types: what is out of range is an error',
    cases: [
      ['SELECT 1e308 + 1e308', { error: 'out of range' }],
      ['SELECT d + 1.7e308 + 1.7e308 FROM padded', { error: 'out of range' }],
      ['SELECT -1.7e308::FLOAT - 1.7e308::FLOAT', { error: 'out of range' }],
      ['SELECT SUM(d * 1e308) FROM padded WHERE d = 1.5 OR d = 1', { error: 'out of range' }],
      [
        'SELECT AVG(z) FROM (SELECT 1e308::FLOAT AS z UNION ALL SELECT 1e308::FLOAT) q',
        { error: 'out of range' },
      ],
      [
        'SELECT SUM(z) OVER () FROM (SELECT 1e308::FLOAT AS z UNION ALL SELECT 1e308::FLOAT) q',
        { error: 'out of range' },
      ],
      ["SELECT '1e400'::FLOAT", { error: '"1e400" is out of range' }],
      ["SELECT x::FLOAT FROM (SELECT '1e400'::VARCHAR AS x) q", { error: '"1e400" is out of range' }],
      ["SELECT x::FLOAT FROM (SELECT '-Infinity'::VARCHAR AS x) q", Number.NEGATIVE_INFINITY],
      ["SELECT CAST('1e39' AS REAL)", { error: '"1e39" is out of range for type real' }],
      ["SELECT x::REAL FROM (SELECT '1e39'::VARCHAR AS x) q", { error: 'overflow' }],
      ["SELECT COUNT(*) FROM padded WHERE i = '99999999999'", { error: '"99999999999" is out of range' }],
      ["SELECT COUNT(*) FROM padded WHERE large = ' +99999999999 '", 0],
      [
        `SELECT SUM(z) FROM (SELECT ${'9'.repeat(38)}::DECIMAL(38,0) AS z UNION ALL SELECT ${'9'.repeat(38)}::DECIMAL(38,0)) q`,
        { error: 'overflow' },
      ],
      [
        `SELECT SUM(z) FROM (SELECT ${'9'.repeat(37)}::DECIMAL(38,0) AS z UNION ALL SELECT 1::DECIMAL(38,0)) q`,
        `1${'0'.repeat(37)}`,
      ],
      ['SELECT 1e400', { error: 'the number 1e400 is out of range' }],
      [`SELECT ${'1'.repeat(39)}`, { error: 'is out of range' }],
      [`SELECT ${'1'.repeat(38)}`, '1'.repeat(38)],
      ['SELECT 2147483647 + 1', { error: 'overflow' }],
      ['SELECT 9223372036854775807 + 1', { error: 'overflow' }],
      ['SELECT 32767::SMALLINT + 1::SMALLINT', { error: 'overflow' }],
      ['SELECT 0.5::REAL + 1, d + i - n FROM padded WHERE i = 1', [[1.5, 1.25]]],
      ['SELECT 0.1::REAL + 1', 0.10000000149011612 + 1],
    ],
  },
];

/** Texts where they are compared, and beside numbers. */
export const TEXT_GROUPS: readonly Group[] = [...BLANKS, ...NUMBERS];
