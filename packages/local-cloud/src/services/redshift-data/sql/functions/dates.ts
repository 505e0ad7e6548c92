import type { FunctionTable } from './table.ts';

const time = (argument: string): string => `CAST(${argument} AS TIMESTAMP)`;

/** "Date and time functions" that need no date part. */
export const DATES: FunctionTable = {
  ADD_MONTHS: { 2: `local_cloud.add_months(${time('$1')}, CAST($2 AS INTEGER))` },
  CONVERT_TIMEZONE: {
    2: `((${time('$2')} AT TIME ZONE 'UTC') AT TIME ZONE $1)`,
    3: `((${time('$3')} AT TIME ZONE $1) AT TIME ZONE $2)`,
  },
  CURRENT_DATE: {},
  DATE_CMP: { 2: 'local_cloud.compare(CAST($1 AS DATE), CAST($2 AS DATE))' },
  DATE_CMP_TIMESTAMP: { 2: `local_cloud.compare(${time('$1')}, ${time('$2')})` },
  DATE_PART_YEAR: { 1: 'CAST(year(CAST($1 AS DATE)) AS INTEGER)' },
  GETDATE: { 0: "date_trunc('second', local_cloud.now())" },
  LAST_DAY: { 1: `last_day(${time('$1')})` },
  MONTHS_BETWEEN: { 2: `local_cloud.months_between(${time('$1')}, ${time('$2')})` },
  NEXT_DAY: { 2: `local_cloud.next_day(CAST($1 AS DATE), $2)` },
  TIMESTAMP_CMP: { 2: `local_cloud.compare(${time('$1')}, ${time('$2')})` },
  TIMESTAMP_CMP_DATE: { 2: `local_cloud.compare(${time('$1')}, ${time('$2')})` },
};
