import type { Group } from './case.ts';

/** `winsales`, the table of AWS's page "Sample table for window function examples", and `listing` for aggregates. */
export const AGGREGATE_TABLES: readonly string[] = [
  `CREATE TABLE winsales (salesid INTEGER, dateid DATE, sellerid INTEGER, buyerid CHAR(1), qty INTEGER, qty_shipped INTEGER)`,
  `INSERT INTO winsales VALUES
    (30001, '2003-08-02', 3, 'B', 10, 10), (10001, '2003-12-24', 1, 'C', 10, 10), (10005, '2003-12-24', 1, 'A', 30, NULL),
    (40001, '2004-01-09', 4, 'A', 40, NULL), (10006, '2004-01-18', 1, 'C', 10, NULL), (20001, '2004-02-12', 2, 'B', 20, 20),
    (40005, '2004-02-12', 4, 'A', 10, 10), (20002, '2004-02-16', 2, 'C', 20, 20), (30003, '2004-04-18', 3, 'B', 15, NULL),
    (30004, '2004-04-18', 3, 'B', 20, NULL), (30007, '2004-09-07', 3, 'C', 30, NULL)`,
  `CREATE TABLE listing (small SMALLINT, whole INTEGER, large BIGINT, price DECIMAL(8,2), rate DOUBLE PRECISION, thin REAL, good BOOLEAN, label VARCHAR(20))`,
  `INSERT INTO listing VALUES (1, 1, 10, 1.50, 0.5, 0.25, true, 'a'), (2, 2, 20, 2.25, 1.5, 0.5, false, 'b'), (4, 4, 5000000000, 10.00, 2.5, 0.75, true, 'b'), (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`,
];

/** "Aggregate functions" and "Window functions". */
export const AGGREGATE_GROUPS: readonly Group[] = [
  {
    page: 'COUNT function',
    cases: [
      ['SELECT COUNT(*) FROM listing', 4],
      ['SELECT COUNT(whole) FROM listing', 3],
      ['SELECT COUNT(DISTINCT label) FROM listing', 2],
      ['SELECT APPROXIMATE COUNT(DISTINCT label) FROM listing', 2],
    ],
  },
  {
    page: 'SUM function',
    cases: [
      ['SELECT SUM(small), SUM(whole) FROM listing', [[7, 7]]],
      ['SELECT SUM(large) FROM listing', '5000000030'],
      ['SELECT SUM(price) FROM listing', '13.75'],
      ['SELECT SUM(rate) FROM listing', 4.5],
      ['SELECT SUM(DISTINCT whole) FROM listing', 7],
      ['SELECT SUM(whole) FROM listing WHERE whole > 100', null],
      ["SELECT SUM(CASE WHEN label = 'b' THEN 1 ELSE 0 END) FROM listing", 2],
      ['SELECT SUM(good) FROM listing', { error: 'function sum(boolean) does not exist' }],
    ],
  },
  {
    page: 'AVG function',
    cases: [
      ['SELECT AVG(whole) FROM listing', 2],
      ['SELECT AVG(price) FROM listing', '4.58'],
      ['SELECT AVG(rate) FROM listing', 1.5],
      ['SELECT AVG(whole::FLOAT) FROM listing WHERE whole < 4', 1.5],
    ],
  },
  {
    page: 'MIN, MAX, ANY_VALUE functions',
    cases: [
      ['SELECT MIN(price), MAX(price) FROM listing', [['1.50', '10.00']]],
      ["SELECT ANY_VALUE(label) FROM listing WHERE label = 'a'", 'a'],
      ['SELECT MAX(label) FROM listing', 'b'],
    ],
  },
  {
    page: 'BOOL_AND and BOOL_OR functions',
    cases: [['SELECT BOOL_AND(good), BOOL_OR(good) FROM listing', [[false, true]]]],
  },
  {
    page: 'LISTAGG function',
    cases: [
      ["SELECT LISTAGG(label, ', ') WITHIN GROUP (ORDER BY whole DESC) FROM listing", 'b, b, a'],
      ["SELECT LISTAGG(DISTINCT label, ',') WITHIN GROUP (ORDER BY label) FROM listing", 'a,b'],
      ['SELECT LISTAGG(label) WITHIN GROUP (ORDER BY whole) FROM listing', 'abb'],
      [
        "SELECT sellerid, LISTAGG(salesid, '|') WITHIN GROUP (ORDER BY salesid) FROM winsales GROUP BY 1 HAVING sellerid = 2 ORDER BY 1",
        [[2, '20001|20002']],
      ],
    ],
  },
  {
    page: 'MEDIAN and PERCENTILE functions',
    cases: [
      ['SELECT MEDIAN(rate) FROM listing', 1.5],
      ['SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY rate) FROM listing', 1.5],
      ['SELECT PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY whole) FROM listing', 2],
      ['SELECT APPROXIMATE PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY whole) FROM listing', 2],
      [
        'SELECT DISTINCT sellerid, MEDIAN(qty::FLOAT) OVER (PARTITION BY sellerid) FROM winsales ORDER BY 1',
        [
          [1, 10],
          [2, 20],
          [3, 17.5],
          [4, 25],
        ],
      ],
    ],
  },
  {
    page: 'STDDEV and VARIANCE functions',
    cases: [
      ['SELECT STDDEV_SAMP(rate), STDDEV(rate) FROM listing', [[1, 1]]],
      ['SELECT VAR_SAMP(rate), VARIANCE(rate) FROM listing', [[1, 1]]],
      ['SELECT ROUND(STDDEV_POP(rate), 4), ROUND(VAR_POP(rate), 4) FROM listing', [[0.8165, 0.6667]]],
    ],
  },
  {
    page: 'Division of aggregates',
    cases: [
      ['SELECT SUM(whole) / COUNT(*) FROM listing', 1],
      ['SELECT SUM(rate) / COUNT(whole) FROM listing', 1.5],
      [
        'SELECT 100.0 * SUM(CASE WHEN good THEN 1 ELSE 0 END) / COUNT(*) FROM listing WHERE whole IS NOT NULL',
        { refused: 'beyond 38' },
      ],
      [
        'SELECT label, SUM(whole) / COUNT(*) AS mean FROM listing WHERE label IS NOT NULL GROUP BY label ORDER BY mean DESC',
        [
          ['b', 3],
          ['a', 1],
        ],
      ],
      [
        'SELECT whole / 2, COUNT(*) FROM listing GROUP BY whole / 2 ORDER BY 1',
        [
          [0, 1],
          [1, 1],
          [2, 1],
          [null, 1],
        ],
      ],
      ['SELECT price / whole FROM listing WHERE whole = 4', '2.5000000000000'],
    ],
  },
  {
    page: 'ROW_NUMBER, RANK, DENSE_RANK window functions',
    cases: [
      [
        'SELECT salesid, ROW_NUMBER() OVER (PARTITION BY sellerid ORDER BY salesid) FROM winsales WHERE sellerid = 3 ORDER BY 1',
        [
          [30001, 1],
          [30003, 2],
          [30004, 3],
          [30007, 4],
        ],
      ],
      [
        'SELECT salesid, RANK() OVER (ORDER BY qty DESC), DENSE_RANK() OVER (ORDER BY qty DESC) FROM winsales WHERE sellerid IN (1, 4) ORDER BY 1',
        [
          [10001, 3, 3],
          [10005, 2, 2],
          [10006, 3, 3],
          [40001, 1, 1],
          [40005, 3, 3],
        ],
      ],
      [
        'SELECT salesid, PERCENT_RANK() OVER (ORDER BY salesid), CUME_DIST() OVER (ORDER BY salesid) FROM winsales WHERE sellerid = 2 ORDER BY 1',
        [
          [20001, 0, 0.5],
          [20002, 1, 1],
        ],
      ],
      [
        'SELECT salesid, NTILE(2) OVER (ORDER BY salesid) FROM winsales WHERE sellerid = 3 ORDER BY 1',
        [
          [30001, 1],
          [30003, 1],
          [30004, 2],
          [30007, 2],
        ],
      ],
    ],
  },
  {
    page: 'SUM and AVG window functions',
    cases: [
      ['SELECT SUM(qty) OVER (ORDER BY salesid) FROM winsales', { error: 'require a frame clause' }],
      [
        'SELECT SUM(qty) OVER (ORDER BY salesid RANGE UNBOUNDED PRECEDING) FROM winsales',
        { refused: 'frame other than ROWS' },
      ],
      [
        'SELECT salesid, LAST_VALUE(qty_shipped) IGNORE NULLS OVER (ORDER BY salesid ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM winsales WHERE sellerid = 3 ORDER BY 1',
        [
          [30001, 10],
          [30003, 10],
          [30004, 10],
          [30007, 10],
        ],
      ],
      [
        'SELECT salesid, SUM(qty) OVER (ORDER BY dateid, salesid ROWS UNBOUNDED PRECEDING) FROM winsales WHERE sellerid = 3 ORDER BY 2',
        [
          [30001, 10],
          [30003, 25],
          [30004, 45],
          [30007, 75],
        ],
      ],
      [
        'SELECT DISTINCT sellerid, AVG(qty) OVER (PARTITION BY sellerid) FROM winsales ORDER BY 1',
        [
          [1, 16],
          [2, 20],
          [3, 18],
          [4, 25],
        ],
      ],
      [
        'SELECT salesid, COUNT(*) OVER (PARTITION BY sellerid), MAX(qty) OVER (PARTITION BY sellerid) FROM winsales WHERE sellerid = 2 ORDER BY 1',
        [
          [20001, 2, 20],
          [20002, 2, 20],
        ],
      ],
    ],
  },
  {
    page: 'LAG, LEAD, FIRST_VALUE, LAST_VALUE, NTH_VALUE window functions',
    cases: [
      [
        "SELECT buyerid, dateid, qty, LAG(qty, 1) OVER (ORDER BY buyerid, dateid) FROM winsales WHERE buyerid = 'C' ORDER BY 1, 2",
        [
          ['C', '2003-12-24', 10, null],
          ['C', '2004-01-18', 10, 10],
          ['C', '2004-02-16', 20, 10],
          ['C', '2004-09-07', 30, 20],
        ],
      ],
      [
        'SELECT salesid, LEAD(qty, 1) OVER (ORDER BY salesid) FROM winsales WHERE sellerid = 2 ORDER BY 1',
        [
          [20001, 20],
          [20002, null],
        ],
      ],
      [
        'SELECT salesid, FIRST_VALUE(salesid) OVER (PARTITION BY sellerid ORDER BY salesid ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING), LAST_VALUE(salesid) OVER (PARTITION BY sellerid ORDER BY salesid ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM winsales WHERE sellerid = 4 ORDER BY 1',
        [
          [40001, 40001, 40005],
          [40005, 40001, 40005],
        ],
      ],
      [
        'SELECT DISTINCT NTH_VALUE(salesid, 2) OVER (ORDER BY salesid ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM winsales WHERE sellerid = 4',
        40005,
      ],
      [
        'SELECT salesid, RATIO_TO_REPORT(qty::FLOAT) OVER (PARTITION BY sellerid) FROM winsales WHERE sellerid = 4 ORDER BY 1',
        [
          [40001, 0.8],
          [40005, 0.2],
        ],
      ],
    ],
  },
  {
    page: 'Unique ordering of data for window functions',
    cases: [
      [
        'SELECT salesid FROM winsales WHERE sellerid = 3 ORDER BY qty_shipped DESC, salesid LIMIT 2',
        [[30003], [30004]],
      ],
      ['SELECT salesid FROM winsales WHERE sellerid = 3 ORDER BY qty_shipped, salesid LIMIT 1', [[30001]]],
    ],
  },
];
