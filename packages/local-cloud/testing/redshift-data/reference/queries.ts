import type { Group } from './case.ts';

export const QUERY_TABLES: readonly string[] = [
  'CREATE TABLE users (id INTEGER, name VARCHAR(20), boss INTEGER, joined DATE)',
  `INSERT INTO users VALUES (1, 'Ann', NULL, '2020-01-01'), (2, 'Bob', 1, '2020-02-01'), (3, 'Cid', 1, '2021-03-01'), (4, NULL, 2, NULL)`,
  'CREATE TABLE orders (id INTEGER, user_id INTEGER, amount DECIMAL(10,2))',
  'INSERT INTO orders VALUES (1, 1, 10.00), (2, 1, 5.50), (3, 2, 7.25), (4, 9, 1.00)',
];

/** "SELECT", "JSON functions", "Expressions" and "Conditions". */
export const QUERY_GROUPS: readonly Group[] = [
  {
    page: 'SELECT list: DISTINCT, TOP',
    cases: [
      ['SELECT TOP 2 id FROM users ORDER BY id DESC', [[4], [3]]],
      ['SELECT DISTINCT user_id FROM orders ORDER BY 1', [[1], [2], [9]]],
      ['SELECT (SELECT TOP 1 name FROM users ORDER BY id) AS first', 'Ann'],
      ['SELECT id FROM users ORDER BY id LIMIT 2 OFFSET 1', [[2], [3]]],
      ['SELECT u.* FROM users u WHERE u.id = 1', [[1, 'Ann', null, '2020-01-01']]],
      ['SELECT public.users.id FROM public.users WHERE id = 1', 1],
      ['SELECT ID, Name FROM USERS WHERE "id" = 1', [[1, 'Ann']]],
    ],
  },
  {
    page: 'FROM clause: joins',
    cases: [
      [
        'SELECT u.name, SUM(o.amount) FROM users u JOIN orders o ON o.user_id = u.id GROUP BY u.name ORDER BY 2 DESC',
        [
          ['Ann', '15.50'],
          ['Bob', '7.25'],
        ],
      ],
      [
        'SELECT u.id, o.id FROM users u LEFT JOIN orders o ON o.user_id = u.id ORDER BY 1, 2',
        [
          [1, 1],
          [1, 2],
          [2, 3],
          [3, null],
          [4, null],
        ],
      ],
      ['SELECT COUNT(*) FROM users u FULL OUTER JOIN orders o ON o.user_id = u.id', 6],
      ['SELECT COUNT(*) FROM users CROSS JOIN orders', 16],
      ['SELECT a.name, b.name FROM users a, users b WHERE a.boss = b.id AND a.id = 2', [['Bob', 'Ann']]],
      ['SELECT id FROM users NATURAL JOIN (SELECT 1 AS id) one', 1],
      ['SELECT id FROM users JOIN orders USING (id) ORDER BY 1 LIMIT 1', 1],
    ],
  },
  {
    page: 'WITH clause',
    cases: [
      ['WITH big AS (SELECT * FROM orders WHERE amount > 6) SELECT COUNT(*) FROM big', 2],
      ['WITH a (n) AS (SELECT 1), b AS (SELECT n + 1 AS n FROM a) SELECT n FROM b', 2],
      [
        'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT n FROM t',
        { refused: 'RECURSIVE' },
      ],
    ],
  },
  {
    page: 'WHERE and conditions',
    cases: [
      ['SELECT id FROM users WHERE name IS NULL', 4],
      ["SELECT id FROM users WHERE joined BETWEEN '2020-01-15' AND '2020-12-31'", 2],
      ['SELECT id FROM users WHERE id IN (SELECT user_id FROM orders) ORDER BY 1', [[1], [2]]],
      [
        'SELECT id FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id AND amount > 8)',
        1,
      ],
      ['SELECT id FROM users WHERE id NOT IN (1, 2) ORDER BY id', [[3], [4]]],
      ["SELECT COUNT(*) FROM users WHERE name <> 'Ann'", 2],
      ['SELECT NOT true, true AND NULL, false OR true', [[false, null, true]]],
      ['SELECT NULL = NULL', null],
    ],
  },
  {
    page: 'GROUP BY, HAVING, QUALIFY',
    cases: [
      ['SELECT user_id, COUNT(*) FROM orders GROUP BY user_id HAVING COUNT(*) > 1', [[1, 2]]],
      [
        'SELECT user_id, id FROM orders QUALIFY ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY amount DESC) = 1 ORDER BY 1',
        [
          [1, 1],
          [2, 3],
          [9, 4],
        ],
      ],
      [
        'SELECT user_id, SUM(amount) FROM orders WHERE user_id < 9 GROUP BY ROLLUP (user_id) ORDER BY 1',
        [
          [1, '15.50'],
          [2, '7.25'],
          [null, '22.75'],
        ],
      ],
      [
        'SELECT user_id, COUNT(*) FROM orders WHERE user_id < 9 GROUP BY GROUPING SETS ((user_id), ()) ORDER BY 1',
        [
          [1, 2],
          [2, 1],
          [null, 3],
        ],
      ],
      ['SELECT user_id FROM orders GROUP BY user_id HAVING SUM(amount) > 8 AND AVG(id) = 1', 1],
      ['SELECT name FROM users GROUP BY boss', { error: 'must appear in the GROUP BY clause' }],
    ],
  },
  {
    page: 'UNION, INTERSECT, and EXCEPT',
    cases: [
      ['SELECT 1 UNION SELECT 1', 1],
      ['SELECT 1 AS n UNION ALL SELECT 1', [[1], [1]]],
      ['SELECT id FROM users INTERSECT SELECT user_id FROM orders ORDER BY 1', [[1], [2]]],
      ['SELECT id FROM users EXCEPT SELECT user_id FROM orders ORDER BY 1', [[3], [4]]],
      ['SELECT id FROM users MINUS SELECT user_id FROM orders ORDER BY 1', [[3], [4]]],
      ['SELECT id FROM users EXCEPT ALL SELECT user_id FROM orders', { refused: 'EXCEPT ALL' }],
    ],
  },
  {
    page: 'ORDER BY clause: NULL is the highest value',
    cases: [
      ['SELECT name FROM users ORDER BY name', [['Ann'], ['Bob'], ['Cid'], [null]]],
      ['SELECT name FROM users ORDER BY name DESC', [[null], ['Cid'], ['Bob'], ['Ann']]],
      ['SELECT name FROM users ORDER BY name DESC NULLS LAST', [['Cid'], ['Bob'], ['Ann'], [null]]],
    ],
  },
  {
    page: 'Subqueries and correlated subqueries',
    cases: [
      [
        'SELECT name, (SELECT COUNT(*) FROM orders o WHERE o.user_id = u.id) FROM users u WHERE id < 3 ORDER BY 1',
        [
          ['Ann', 2],
          ['Bob', 1],
        ],
      ],
      ['SELECT MAX(total) FROM (SELECT SUM(amount) AS total FROM orders GROUP BY user_id) t', '15.50'],
      ['SELECT (SELECT id FROM users)', { error: 'more than one row' }],
      ['SELECT ((half / 2)) FROM (SELECT id / 2 AS half FROM orders WHERE id = 3) t', 0],
      [
        'SELECT n / 2 FROM (SELECT 7 AS n) a UNION ALL SELECT n / 2 FROM (SELECT 7.5::FLOAT AS n) b',
        [[3], [3.75]],
      ],
      ["SELECT TO_CHAR(joined, 'YYYY') FROM users WHERE TO_CHAR(joined, 'MM') = '03'", '2021'],
    ],
  },
  {
    page: 'JSON functions',
    cases: [
      [`SELECT JSON_EXTRACT_PATH_TEXT('{"f2":{"f3":1},"f4":{"f5":99,"f6":"star"}}', 'f4', 'f6')`, 'star'],
      [`SELECT JSON_EXTRACT_PATH_TEXT('{"a":1}', 'b')`, null],
      [`SELECT JSON_EXTRACT_PATH_TEXT('{"a":', 'a')`, { error: 'JSON' }],
      [`SELECT JSON_EXTRACT_PATH_TEXT('{"a":', 'a', true)`, null],
      [`SELECT JSON_ARRAY_LENGTH('[11,12,13,{"f1":21,"f2":[25,26]},14]')`, 5],
      [`SELECT JSON_ARRAY_LENGTH('{"a":1}')`, { error: 'invalid json array object' }],
      [`SELECT JSON_EXTRACT_ARRAY_ELEMENT_TEXT('[111,112,113]', 2)`, '113'],
      [`SELECT JSON_EXTRACT_ARRAY_ELEMENT_TEXT('["a",["b",1,["c",2,3,null]]]', 0)`, 'a'],
      [
        `SELECT IS_VALID_JSON('{"a":2}'), IS_VALID_JSON('{"a"'), IS_VALID_JSON_ARRAY('[1]')`,
        [[true, false, true]],
      ],
      [`SELECT CAN_JSON_PARSE('{'), CAN_JSON_PARSE('[1]')`, [[false, true]]],
      [`SELECT JSON_PARSE('[1]')`, { refused: 'json_parse()' }],
      [`SELECT JSON_SERIALIZE('[1]')`, { refused: 'json_serialize()' }],
    ],
  },
  {
    page: 'System information functions',
    cases: [
      ['SELECT CURRENT_USER', 'IAMR:loader'],
      ['SELECT CURRENT_DATABASE(), CURRENT_SCHEMA()', [['dw', 'public']]],
      ['SELECT PG_LAST_COPY_COUNT()', 0],
      ["SELECT SPLIT_PART(VERSION(), ' ', 1)", 'PostgreSQL'],
    ],
  },
  {
    page: 'System views',
    cases: [
      [
        "SELECT column_name, data_type, character_maximum_length FROM svv_columns WHERE table_name = 'users' ORDER BY ordinal_position",
        [
          ['id', 'integer', null],
          ['name', 'character varying', 20],
          ['boss', 'integer', null],
          ['joined', 'date', null],
        ],
      ],
      [
        'SELECT "column", type FROM pg_table_def WHERE tablename = \'orders\'',
        [
          ['id', 'integer'],
          ['user_id', 'integer'],
          ['amount', 'numeric(10,2)'],
        ],
      ],
      [
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'orders' ORDER BY ordinal_position",
        [['id'], ['user_id'], ['amount']],
      ],
      ["SELECT tableowner FROM pg_tables WHERE tablename = 'users'", 'IAMR:loader'],
      ["SELECT COUNT(*) FROM pg_views WHERE viewname = 'users'", 0],
      ['SELECT tbl_rows FROM svv_table_info WHERE "table" = \'users\'', '4'],
      ["SELECT table_type FROM svv_tables WHERE table_name = 'users'", 'BASE TABLE'],
      ['SELECT COUNT(*) FROM stv_blocklist', { refused: 'stv_blocklist' }],
      ['SELECT COUNT(*) FROM pg_class', { refused: 'pg_class' }],
      ['SELECT COUNT(*) FROM information_schema.schemata', { refused: 'information_schema.schemata' }],
      ['SELECT * FROM local_cloud.owners', { error: 'relation "local_cloud"' }],
    ],
  },
  {
    page: "DuckDB's own language is refused",
    cases: [
      ["SELECT * FROM 'file.parquet'", { error: 'syntax error' }],
      ['SELECT LIST_VALUE(1) AS x, 1', { refused: 'list_value()' }],
      ['SELECT "list_value"(1, 2)', { refused: 'list_value()' }],
      ["SELECT * FROM read_parquet('x')", { refused: 'read_parquet()' }],
      ['SELECT [1, 2]', { refused: 'the symbol [' }],
      ["SELECT {'a': 1}", { refused: 'the symbol {' }],
      ['SELECT user_id, COUNT(*) FROM orders GROUP BY ALL', { error: 'syntax error at or near "all"' }],
      ['SELECT DISTINCT ON (user_id) id FROM orders', { refused: 'DISTINCT ON' }],
      ['SELECT * EXCLUDE (id) FROM orders', { refused: 'EXCLUDE' }],
      ['SELECT COUNT(*) FILTER (WHERE id > 1) FROM orders', { refused: 'FILTER' }],
      ['SELECT * FROM orders TABLESAMPLE 10%', { refused: 'TABLESAMPLE' }],
      ['SELECT COLUMNS(*) FROM orders', { refused: 'COLUMNS' }],
      ['SELECT * FROM orders ASOF JOIN users USING (id)', { refused: 'ASOF' }],
      ['SELECT * INTO copied FROM orders', { refused: 'SELECT INTO' }],
      ['SELECT * FROM orders PIVOT (SUM(amount) FOR user_id IN (1, 2))', { refused: 'PIVOT' }],
      ['SELECT :x', { error: 'syntax error' }],
      ["SELECT 'a\\qb'", { refused: 'the escape' }],
      ['PRAGMA database_list', { refused: 'PRAGMA' }],
      ["ATTACH 'x.db'", { refused: 'ATTACH' }],
      ['SELECT 1; SELECT 2', { error: 'one statement at a time' }],
    ],
  },
];
