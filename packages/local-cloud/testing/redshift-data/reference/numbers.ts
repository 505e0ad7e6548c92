import type { Group } from './case.ts';

/** "Math functions", "Conditional expressions", "Data type formatting functions" and "Numeric types". */
export const NUMBER_GROUPS: readonly Group[] = [
  {
    page: 'Mathematical operator symbols',
    cases: [
      ['SELECT 7 / 2', 3],
      ['SELECT -7 / 2', -3],
      ['SELECT 7 % 3', 1],
      ['SELECT 2 ^ 3', 8],
      ['SELECT 1 + 2 * 3', 7],
      ['SELECT 12 / 2 / 3', 2],
      ['SELECT 2 * 7 / 4', 3],
      ['SELECT (1 + 6) / (1 + 1)', 3],
      ['SELECT 1 / 0', { error: 'Divide by zero' }],
      ['SELECT 1.0 / 0', { error: 'Divide by zero' }],
      ['SELECT 1 % 0', { error: 'Divide by zero' }],
      ['SELECT CAST(1 AS DOUBLE PRECISION) / 0', { error: 'Divide by zero' }],
      ['SELECT 7::FLOAT / 2', 3.5],
      ['SELECT 7 / 2::FLOAT', 3.5],
      ['SELECT |/ 25', { error: 'syntax error' }],
      ['SELECT n #n FROM (SELECT 1 AS n) a', { refused: 'the symbol #' }],
    ],
  },
  {
    page: 'Compound expressions',
    cases: [
      ['SELECT 12 & 10, 12 | 10, ~ 5', [[8, 14, -6]]],
      ['SELECT 1000 >> 3, -1000 >> 3, -1 >> 31', [[125, -125, -1]]],
      ['SELECT CAST((-9223372036854775807 - 1) >> 31 AS VARCHAR)', '-4294967296'],
      ['SELECT 1 << 10, 3::BIGINT << 40', [[1024, 3298534883328]]],
      ['SELECT 16 >> 1 + 1, 2 + 16 >> 1, 64 >> 2 >> 1', [[4, 9, 8]]],
    ],
  },
  {
    page: 'Numeric types: values that are not finite',
    cases: [
      [
        "SELECT CAST('NaN' AS FLOAT), CAST('Infinity' AS FLOAT8), '-Infinity'::DOUBLE PRECISION, NULL::FLOAT",
        [[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null]],
      ],
    ],
  },
  {
    page: 'Operators bind as in PostgreSQL 8.0',
    cases: [
      ['SELECT 2 ^ 3 / 2', 4],
      ['SELECT 8 / 2 ^ 2', 2],
      ['SELECT -2 ^ 2, 2 ^ 3 ^ 2', [[4, 64]]],
      ['SELECT 7 / 2 * 2, 7 - 7 / 2, -7 % 3', [[6, 4, -1]]],
      ['SELECT true = 1 + 2 = 3, NOT 1 = 2, 1 < 2 = true', [[true, true, true]]],
      ['SELECT 6 / 4::FLOAT, (6 / 4)::FLOAT', [[1.5, 1]]],
      ['SELECT NOT 1 IN (2) AND 5 BETWEEN 1 AND 2 + 3', true],
      ['SELECT NVL2(1 = 2 OR NULL, 1, 2)', 2],
      ["SELECT 'a' || 'b' IS NULL", { error: 'boolean || character varying' }],
      ["SELECT 'a' <> 'b' || 'c'", { error: 'boolean || character varying' }],
    ],
  },
  {
    page: 'Computations with numeric values',
    cases: [
      ['SELECT CAST(1.00 AS DECIMAL(8,2)) / CAST(3.00 AS DECIMAL(8,2))', '0.333333333'],
      ['SELECT CAST(-1.00 AS DECIMAL(8,2)) / CAST(8.00 AS DECIMAL(8,2))', '-0.125000000'],
      ['SELECT CAST(10 AS DECIMAL(4,1)) * CAST(2.5 AS DECIMAL(4,1))', '25.00'],
      ['SELECT CAST(1.5 AS DECIMAL(4,1)) + CAST(2.25 AS DECIMAL(4,2))', '3.75'],
      ['SELECT CAST(9 AS DECIMAL(38,10)) / CAST(2 AS DECIMAL(38,10))', { refused: 'beyond 38 digits' }],
      ['SELECT 2147483647 + 1', { error: 'Numeric data overflow' }],
      ['SELECT 2147483647::BIGINT + 1', 2147483648],
      ['SELECT 1 + NULL, NULL * 2, NULL / 2, 7 % NULL, NULL / NULL', [[null, null, null, null, null]]],
      ["SELECT '1' + 1, 2 * '3', '7' / 2, '7' - 1.5, MOD(7, '4')", [[2, 6, 3, '5.5', 3]]],
      ["SELECT '1.5' + 1", { error: 'invalid input syntax for integer: "1.5"' }],
      [
        "SELECT n FROM (SELECT 7 AS n) a WHERE n = '7.4'",
        { error: 'invalid input syntax for integer: "7.4"' },
      ],
      ["SELECT n FROM (SELECT 7.5 AS n) a WHERE n = '7.5' AND 'x' <> '1.5'", '7.5'],
      ['SELECT 1e308::FLOAT * 10', { error: 'overflow' }],
      ['SELECT 10 ^ 400', { error: 'overflow' }],
      ['SELECT POWER(10, 400), EXP(1)', { error: 'overflow' }],
      ['SELECT EXP(1000)', { error: 'overflow' }],
      ['SELECT 1e308::FLOAT / 0.1', { error: 'overflow' }],
    ],
  },
  {
    page: 'ABS function',
    cases: [
      ['SELECT ABS(-38)', 38],
      ['SELECT ABS(14 - 76)', 62],
    ],
  },
  {
    page: 'CEILING function',
    cases: [
      ['SELECT CEILING(28.05)', '29'],
      ['SELECT CEIL(28.05::FLOAT)', 29],
      ['SELECT CEIL(-1.5::FLOAT)', -1],
    ],
  },
  {
    page: 'FLOOR function',
    cases: [
      ['SELECT FLOOR(28.05::FLOAT)', 28],
      ['SELECT FLOOR(-1.5::FLOAT)', -2],
    ],
  },
  {
    page: 'MOD function',
    cases: [
      ['SELECT MOD(10, 4)', 2],
      ['SELECT MOD(-10, 4)', -2],
      ['SELECT MOD(10, 0)', { error: 'Divide by zero' }],
    ],
  },
  {
    page: 'ROUND function',
    cases: [
      ['SELECT ROUND(28.05, 1)', '28.1'],
      ['SELECT ROUND(2.5::DECIMAL(4,1))', '3'],
      ['SELECT ROUND(-2.5::FLOAT)', -3],
      ['SELECT ROUND(28.05::FLOAT, -1)', 30],
    ],
  },
  {
    page: 'TRUNC function',
    cases: [
      ['SELECT TRUNC(111.15)', '111'],
      ['SELECT TRUNC(2.57::FLOAT, 1)', 2.5],
      ['SELECT TRUNC(-2.57::FLOAT)', -2],
    ],
  },
  {
    page: 'SIGN function',
    cases: [
      ['SELECT SIGN(-28.05::FLOAT)', -1],
      ['SELECT SIGN(0)', 0],
      ['SELECT SIGN(5)', 1],
    ],
  },
  {
    page: 'EXP, LN, LOG, POWER, SQRT, CBRT',
    cases: [
      ['SELECT EXP(0)', 1],
      ['SELECT LN(1)', 0],
      ['SELECT LOG(100)', 2],
      ['SELECT POWER(2, 10)', 1024],
      ['SELECT POW(9, 0.5)', 3],
      ['SELECT SQRT(16)', 4],
      ['SELECT ROUND(CBRT(27::FLOAT), 6)', 3],
      ['SELECT DLOG10(1000)', 3],
      ['SELECT DEXP(0)', 1],
      ['SELECT LN(0)', { error: '' }],
    ],
  },
  {
    page: 'Trigonometric functions',
    cases: [
      ['SELECT ROUND(PI() * 100)', 314],
      ['SELECT DEGREES(PI())', 180],
      ['SELECT ROUND(RADIANS(90) * 1000)', 1571],
      ['SELECT COS(0), SIN(0), TAN(0), ATAN(0), ASIN(0), ACOS(1)', [[1, 0, 0, 0, 0, 0]]],
      ['SELECT ROUND(ATAN2(1, 1), 4)', 0.7854],
    ],
  },
  { page: 'TO_HEX function', cases: [['SELECT TO_HEX(2147676847)', '8002f2af']] },
  {
    page: 'CASE conditional expression',
    cases: [
      ["SELECT CASE 1 WHEN 1 THEN 'one' ELSE 'other' END", 'one'],
      ["SELECT CASE WHEN 1 > 2 THEN 'a' END", null],
      ['SELECT CASE WHEN 1 = 2 THEN 1 ELSE 1 / 1 END', 1],
    ],
  },
  {
    page: 'DECODE function',
    cases: [
      ["SELECT DECODE(NULL, NULL, 'same', 'other')", 'same'],
      ["SELECT DECODE(2, 1, 'a', 2, 'b', 'c')", 'b'],
      ["SELECT DECODE(3, 1, 'a', 2, 'b')", null],
      ["SELECT DECODE(3, 1, 'a', 2, 'b', 'c')", 'c'],
    ],
  },
  {
    page: 'GREATEST and LEAST functions',
    cases: [
      ['SELECT GREATEST(1, NULL, 3), LEAST(1, NULL, 3)', [[3, 1]]],
      ['SELECT GREATEST(CAST(NULL AS INTEGER), NULL)', null],
    ],
  },
  {
    page: 'NVL and COALESCE functions',
    cases: [
      ['SELECT NVL(NULL, 12)', 12],
      ["SELECT NVL('a', 'b')", 'a'],
      ['SELECT COALESCE(NULL, NULL, 3)', 3],
      ["SELECT NVL2(NULL, 'set', 'not set'), NVL2(1, 'set', 'not set')", [['not set', 'set']]],
      ['SELECT NULLIF(1, 1), NULLIF(1, 2)', [[null, 1]]],
    ],
  },
  {
    page: 'CAST function',
    cases: [
      ["SELECT CAST('12' AS INTEGER) + 1", 13],
      ["SELECT '12'::INT8", 12],
      ['SELECT CAST(2.6 AS INTEGER)', 3],
      ['SELECT CAST(1.234 AS DECIMAL(4,2))', '1.23'],
      ['SELECT CAST(123.456 AS DECIMAL)', '123'],
      ['SELECT CAST(0.1 AS FLOAT)', 0.1],
      ["SELECT CAST('abcdef' AS VARCHAR(3))", 'abc'],
      ["SELECT 'éa'::VARCHAR(2)", 'é'],
      ['SELECT 100::FLOAT::VARCHAR', '100'],
      ['SELECT 0.1::FLOAT8::VARCHAR', '0.1'],
      ['SELECT 12::VARCHAR || 3::VARCHAR', '123'],
      ["SELECT CAST('1.5' AS INTEGER)", { error: 'invalid input syntax for integer: "1.5"' }],
      [
        "SELECT t::INT FROM (SELECT '1.5'::VARCHAR AS t) a",
        { error: 'invalid input syntax for integer: "1.5"' },
      ],
      [
        "SELECT t::INT8 FROM (SELECT ' -15 '::VARCHAR AS t UNION ALL SELECT NULL) a ORDER BY 1",
        [[-15], [null]],
      ],
      ["SELECT 'NaN'::FLOAT, '-Infinity'::FLOAT8", [[Number.NaN, Number.NEGATIVE_INFINITY]]],
      ["SELECT 'NaN'::INT", { error: 'invalid input syntax' }],
      ["SELECT '20240105'::DATE, CAST('20240105' AS TIMESTAMP)", [['2024-01-05', '2024-01-05 00:00:00']]],
      ["SELECT CAST('abc' AS INTEGER)", { error: 'invalid input syntax for integer: "abc"' }],
      [
        "SELECT CASE WHEN true THEN 1 ELSE CAST('boom' AS INTEGER) END",
        { error: 'invalid input syntax for integer: "boom"' },
      ],
      ["SELECT CAST('true' AS BOOLEAN), 'f'::BOOL", [[true, false]]],
      ['SELECT CAST(true AS VARCHAR)', { error: 'cannot cast type boolean to character varying' }],
      ['SELECT CAST(300000 AS SMALLINT)', { error: 'overflow' }],
      ["SELECT CAST('x' AS CHAR(10))", { refused: 'CHAR(10)' }],
      ["SELECT CAST('{}' AS SUPER)", { refused: 'SUPER' }],
      ["SELECT CAST('1' AS HUGEINT)", { refused: 'HUGEINT' }],
      ["SELECT TRY_CAST('a' AS INTEGER)", { refused: 'TRY_CAST' }],
    ],
  },
  {
    page: 'TO_NUMBER',
    cases: [
      ["SELECT TO_NUMBER('12,454.8', '99,999.9')", '12454.8'],
      ["SELECT TO_NUMBER('12', 'XX')", { refused: 'TO_NUMBER' }],
    ],
  },
];
