import type { Group } from './case.ts';

/** "Date and time functions". */
export const DATE_GROUPS: readonly Group[] = [
  {
    page: 'ADD_MONTHS function',
    cases: [
      ["SELECT ADD_MONTHS('2008-03-31', 1)", '2008-04-30 00:00:00'],
      ["SELECT ADD_MONTHS('2008-04-30', 1)", '2008-05-31 00:00:00'],
      ["SELECT ADD_MONTHS('2023-01-15', -1)", '2022-12-15 00:00:00'],
      ["SELECT ADD_MONTHS(TIMESTAMP '2008-01-01 05:07:30', 1)", '2008-02-01 05:07:30'],
    ],
  },
  {
    page: 'CONVERT_TIMEZONE function',
    cases: [
      ["SELECT CONVERT_TIMEZONE('America/New_York', TIMESTAMP '2013-02-01 08:00:00')", '2013-02-01 03:00:00'],
      ["SELECT CONVERT_TIMEZONE('EST', 'Asia/Tokyo', '2013-02-01 08:00:00')", '2013-02-01 22:00:00'],
      ["SELECT CONVERT_TIMEZONE('UTC', 'America/New_York', '2013-07-01 12:00:00')", '2013-07-01 08:00:00'],
    ],
  },
  {
    page: 'DATE_CMP function',
    cases: [
      ["SELECT DATE_CMP('2008-01-01', '2008-01-04')", -1],
      ["SELECT DATE_CMP('2008-01-04', '2008-01-04')", 0],
      ["SELECT TIMESTAMP_CMP('2008-01-24 06:43:29', '2008-01-23 06:43:29')", 1],
    ],
  },
  { page: 'DATE_PART_YEAR function', cases: [["SELECT DATE_PART_YEAR(DATE '20220502')", 2022]] },
  {
    page: 'DATEADD function',
    cases: [
      ["SELECT DATEADD(month, 18, '2008-02-28')", '2009-08-28 00:00:00'],
      ["SELECT DATEADD(month, 1, '2008-01-31')", '2008-02-29 00:00:00'],
      ["SELECT DATEADD('day', 30, '2008-11-01')", '2008-12-01 00:00:00'],
      ["SELECT DATEADD(m, 30, TIMESTAMP '2008-01-01 05:07:30')", '2008-01-01 05:37:30'],
      ["SELECT DATEADD(year, -1, DATE '2020-02-29')", '2019-02-28 00:00:00'],
      ["SELECT DATEADD(hour, 36, DATE '2008-02-28')", '2008-02-29 12:00:00'],
      ["SELECT DATEADD(qtr, 1, DATE '2008-02-28')", '2008-05-28 00:00:00'],
      ["SELECT DATEADD(week, 2, DATE '2008-02-28')", '2008-03-13 00:00:00'],
      ["SELECT DATEADD(ms, 1500, TIMESTAMP '2008-01-01 00:00:00')", '2008-01-01 00:00:01.5'],
      ["SELECT DATEADD(fortnight, 1, DATE '2008-02-28')", { refused: 'fortnight' }],
    ],
  },
  {
    page: 'DATEDIFF function',
    cases: [
      ["SELECT DATEDIFF(qtr, '1998-07-01', '2008-09-30')", 40],
      ["SELECT DATEDIFF(year, '2008-12-31', '2009-01-01')", 1],
      ["SELECT DATEDIFF(month, '2009-01-01', '2009-12-31')", 11],
      ["SELECT DATEDIFF(day, '2009-01-01 23:59:59', '2009-01-02 00:00:00')", 1],
      ["SELECT DATEDIFF(day, '2009-01-02', '2009-01-01')", -1],
      ["SELECT DATEDIFF(hour, '2009-01-01 00:59:00', '2009-01-01 01:01:00')", 1],
      ["SELECT DATEDIFF(minute, '2009-01-01 00:00:59', '2009-01-01 00:01:00')", 1],
      ["SELECT DATEDIFF(s, '2009-01-01 00:00:00', '2009-01-01 01:00:00')", 3600],
      ["SELECT DATE_DIFF('day', DATE '2024-02-28', DATE '2024-03-01')", 2],
      ["SELECT DATEDIFF(week, '2009-01-01', '2009-12-31')", 52],
      ["SELECT DATEDIFF(week, '2024-01-15', '2024-01-01')", -2],
      ["SELECT DATEDIFF(week, '2024-01-05', '2024-01-09')", 1],
      ["SELECT DATEDIFF(w, DATE '2024-01-05', NULL)", null],
      ["SELECT DATEDIFF(week, '2024-01-05', '2024-01-07')", { refused: 'one of them on a Sunday' }],
    ],
  },
  {
    page: 'DATE_PART function',
    cases: [
      ["SELECT DATE_PART(w, TIMESTAMP '2008-06-17 09:44:54')", 25],
      ["SELECT DATE_PART(minute, TIMESTAMP '2008-06-17 09:44:54')", 44],
      ["SELECT DATE_PART(dow, DATE '2008-06-17')", 2],
      ["SELECT DATE_PART(ms, TIMESTAMP '2008-06-17 09:44:54.123')", 123],
      ["SELECT DATE_PART('epoch', TIMESTAMP '2022-05-02 03:04:05')", 1651460645],
      ["SELECT DATE_PART(doy, DATE '2024-12-31')", 366],
      ["SELECT DATE_PART(qtr, DATE '2024-12-31')", 4],
    ],
  },
  {
    page: 'DATE_TRUNC function',
    cases: [
      ["SELECT DATE_TRUNC('hour', TIMESTAMP '2020-04-30 04:05:06.789')", '2020-04-30 04:00:00'],
      ["SELECT DATE_TRUNC('day', TIMESTAMP '2020-04-30 04:05:06.789')", '2020-04-30 00:00:00'],
      ["SELECT DATE_TRUNC('week', TIMESTAMP '2020-04-30 04:05:06.789')", '2020-04-27 00:00:00'],
      ["SELECT DATE_TRUNC('month', DATE '2020-04-30')", '2020-04-01 00:00:00'],
      ["SELECT DATE_TRUNC('quarter', DATE '2020-05-30')", '2020-04-01 00:00:00'],
      ["SELECT DATE_TRUNC('year', '2020-05-30')", '2020-01-01 00:00:00'],
    ],
  },
  {
    page: 'EXTRACT function',
    cases: [
      ["SELECT EXTRACT(ms FROM TIMESTAMP '2009-09-09 12:08:43.101')", 101],
      ["SELECT EXTRACT(us FROM TIMESTAMP '2009-09-09 12:08:43.000101')", 101],
      ["SELECT EXTRACT(year FROM DATE '2009-09-09')", 2009],
      ["SELECT EXTRACT(second FROM TIMESTAMP '2009-09-09 12:08:43.9')", 43],
      ["SELECT EXTRACT(epoch FROM TIMESTAMP '1970-01-02 00:00:00')", 86400],
      ["SELECT EXTRACT(week FROM DATE '2009-01-01')", 1],
      [
        "SELECT EXTRACT(year FROM '2020-01-01'::DATE), EXTRACT(month FROM CAST('2020-03-01' AS DATE))",
        [[2020, 3]],
      ],
    ],
  },
  {
    page: 'LAST_DAY function',
    cases: [
      ["SELECT LAST_DAY('2004-01-31')", '2004-01-31'],
      ["SELECT LAST_DAY(DATE '2008-02-03')", '2008-02-29'],
    ],
  },
  {
    page: 'MONTHS_BETWEEN function',
    cases: [
      ["SELECT ROUND(MONTHS_BETWEEN('1969-01-18', '1969-03-18'), 4)", -2],
      ["SELECT ROUND(MONTHS_BETWEEN('2008-03-31', '2008-02-29'), 4)", 1],
      ["SELECT ROUND(MONTHS_BETWEEN('2008-01-26', '2008-01-03'), 4)", 0.7419],
    ],
  },
  {
    page: 'NEXT_DAY function',
    cases: [
      ["SELECT NEXT_DAY('2014-08-20', 'Tuesday')", '2014-08-26'],
      ["SELECT NEXT_DAY('2014-08-19', 'Tu')", '2014-08-26'],
      ["SELECT NEXT_DAY('2014-08-20', 'sunday')", '2014-08-24'],
    ],
  },
  {
    page: 'TRUNC function (dates)',
    cases: [
      ["SELECT TRUNC(TIMESTAMP '2011-07-21 10:32:38.248109')", '2011-07-21'],
      ["SELECT TRUNC(DATE '2011-07-21')", '2011-07-21'],
    ],
  },
  {
    page: 'GETDATE, SYSDATE and CURRENT_DATE',
    cases: [
      ['SELECT GETDATE() <= SYSDATE', true],
      ['SELECT TRUNC(SYSDATE) = CURRENT_DATE', true],
      ['SELECT DATEDIFF(day, TRUNC(SYSDATE), CURRENT_DATE)', 0],
    ],
  },
  {
    page: 'Datetime literals and arithmetic',
    cases: [
      ["SELECT DATE '2008-12-31' + 1", '2009-01-01'],
      ["SELECT DATE '2009-01-01' - DATE '2008-12-31'", 1],
      ["SELECT DATE '2008-12-31' + INTERVAL '52 weeks'", '2009-12-30 00:00:00'],
      ["SELECT TIMESTAMP '2008-12-31 00:00:00' + INTERVAL '1 day 2 hours'", '2009-01-01 02:00:00'],
      ["SELECT CAST('2008-12-31' AS DATE)", '2008-12-31'],
      ["SELECT '2008-12-31 10:00:00'::TIMESTAMP", '2008-12-31 10:00:00'],
      ["SELECT CAST(TIMESTAMP '2008-12-31 10:00:00' AS DATE)", '2008-12-31'],
      ["SELECT TIMESTAMP '2008-12-31 10:00:00' - TIMESTAMP '2008-12-31 09:00:00'", { refused: 'INTERVAL' }],
    ],
  },
  {
    page: 'TO_CHAR',
    cases: [
      [
        "SELECT TO_CHAR(TIMESTAMP '2009-12-31 23:15:59', 'MONTH-DY-DD-YYYY HH12:MIPM')",
        'DECEMBER -THU-31-2009 11:15PM',
      ],
      ["SELECT TO_CHAR(TIMESTAMP '2009-12-31 23:15:59', 'DDD')", '365'],
      ["SELECT TO_CHAR(TIMESTAMP '2022-05-16 23:15:59', 'ID')", '1'],
      ["SELECT TO_CHAR(DATE '2009-12-31', 'MONTH')", 'DECEMBER '],
      ["SELECT TO_CHAR(DATE '2009-12-31', 'YYYY-MM')", '2009-12'],
      ["SELECT TO_CHAR(TIMESTAMP '2009-12-31 23:15:59.25', 'HH24:MI:SS.MS')", '23:15:59.250'],
      ["SELECT TO_CHAR(DATE '2009-12-31', 'Day, DD Mon YY')", 'Thursday , 31 Dec 09'],
      ["SELECT TO_CHAR(DATE '2009-03-05', 'FMMM/FMDD Q')", '3/5 1'],
      ["SELECT TO_CHAR(DATE '2009-12-31', 'TZ')", { refused: "the format 'TZ'" }],
      ["SELECT TO_CHAR(125.8, '999.99')", ' 125.80'],
      ["SELECT TO_CHAR(-125.8, '999.99')", '-125.80'],
      ["SELECT TO_CHAR(12345.6, '999,999.99')", '  12,345.60'],
      ["SELECT TO_CHAR(12454.8, '9,999')", { refused: 'does not fit' }],
    ],
  },
  {
    page: 'TO_DATE function',
    cases: [
      ["SELECT TO_DATE('02 Oct 2001', 'DD Mon YYYY')", '2001-10-02'],
      [
        "SELECT TO_DATE('20010631', 'YYYYMMDD'), TO_DATE('20010631', 'YYYYMMDD', FALSE)",
        [['2001-07-01', '2001-07-01']],
      ],
      ["SELECT TO_DATE('20010631', 'YYYYMMDD', TRUE)", { error: 'out of range: 2001-6-31' }],
      ["SELECT TO_DATE('31/02/2024', 'DD/MM/YYYY'), TO_DATE(NULL, 'YYYYMMDD')", [['2024-03-02', null]]],
      ["SELECT TO_DATE('20011301', 'YYYYMMDD')", { error: 'out of range' }],
      ["SELECT TO_DATE('2001-06-30 x', 'YYYY-MM-DD')", { error: 'invalid value' }],
      ["SELECT TO_DATE('2001-10-02', 'YYYY-MM-DD')", '2001-10-02'],
    ],
  },
  {
    page: 'TO_TIMESTAMP function',
    cases: [
      ["SELECT TO_TIMESTAMP('05 Dec 2000', 'DD Mon YYYY')", '2000-12-05 00:00:00+00'],
      [
        "SELECT TO_TIMESTAMP('2011-12-18 04:38:15', 'YYYY-MM-DD HH24:MI:SS')::TIMESTAMP",
        '2011-12-18 04:38:15',
      ],
    ],
  },
  {
    page: 'Date functions that are not served',
    cases: [
      ["SELECT INTERVAL_CMP('3 days', '1 year')", { refused: 'interval_cmp()' }],
      ['SELECT TIMEOFDAY()', { refused: 'timeofday()' }],
      ["SELECT STRFTIME(DATE '2020-01-01', '%Y')", { refused: 'strftime()' }],
      ["SELECT AGE(DATE '2020-01-01')", { refused: 'age()' }],
    ],
  },
];
