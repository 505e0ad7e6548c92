import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { query } from './expected.ts';

/** Counts of a month as they must be. */
export interface ExpectedFerries {
  readonly source_rows: number;
  readonly accepted_rows: number;
  readonly quarantined_rows: number;
  readonly table_rows: number;
}

/** Rows that no rule rejects, by SQL that was written by hand and knows no contract. */
const SOUND = (month: string): string => {
  const first = `DATE '${month}-01'`;
  return `coalesce(aboard >= 0 AND fare >= 0 AND isfinite(fare) AND left_at >= ${first} AND left_at < ${first} + INTERVAL 1 MONTH, false)`;
};

/** Its folder where one stands in for every publisher. */
const HOST = 'data.harbour.example';

/** Another publisher, with names, a time and columns of its own: who took the ferries of a harbour. */
export class Ferries {
  readonly #directory: string;
  readonly #months: string[] = [];

  constructor(directory: string) {
    this.#directory = directory;
  }

  #file(month: string): string {
    const name = `ferry-ridership-${month.replace('-', '')}.parquet`;
    return join(this.#directory, HOST, 'open-data', month.slice(0, 4), name);
  }

  /** Publishes a month of 2,000 crossings, three of them odd: two with less than nobody aboard, one years ago. */
  async publish(month: string): Promise<string> {
    const file = this.#file(month);
    await mkdir(dirname(file), { recursive: true });
    const select = `SELECT 'C' || (100000 + i) AS crossing,
        CASE WHEN i = 7 THEN TIMESTAMP '2009-01-01' ELSE TIMESTAMP '${month}-01' + to_minutes(20 * i) END AS left_at,
        'Pier ' || (i % 11) AS pier,
        CASE WHEN i IN (3, 1500) THEN -1 ELSE i % 80 END::BIGINT AS aboard,
        2.75 * (i % 4)::DOUBLE AS fare,
        CASE WHEN i % 3 = 0 THEN NULL ELSE i % 9 END::DOUBLE AS bicycles,
        CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN DATE '0001-01-01' WHEN 2 THEN DATE '9999-12-31' ELSE DATE '${month}-01' - i::INTEGER END AS sold_on,
        CASE WHEN i % 7 > 0 THEN i % 2 = 0 END AS express
      FROM range(2000) AS rows(i)`;
    await query(`COPY (${select}) TO '${file}.partial' (FORMAT PARQUET, COMPRESSION ZSTD)`);
    await rename(`${file}.partial`, file);
    this.#months.push(month);
    return file;
  }

  async expected(month: string): Promise<ExpectedFerries> {
    const [row] = await query(
      `SELECT count(*)::INTEGER AS source_rows, count(*) FILTER (${SOUND(month)})::INTEGER AS accepted_rows FROM '${this.#file(month)}'`,
    );
    const { source_rows, accepted_rows } = row as unknown as ExpectedFerries;
    return {
      source_rows,
      accepted_rows,
      quarantined_rows: source_rows - accepted_rows,
      table_rows: accepted_rows,
    };
  }

  /** What the table must have of every month: its trips, who was aboard of them, and what tickets say. */
  async aboard(): Promise<Record<string, unknown>[]> {
    const months = this.#months.map(
      (month) =>
        `SELECT '${month}-01' AS source_month, count(*)::INTEGER AS trips, sum(aboard)::INTEGER AS aboard, count(*) FILTER (express)::INTEGER AS express, count(sold_on)::INTEGER AS sold, min(sold_on)::VARCHAR AS first, max(sold_on)::VARCHAR AS last FROM '${this.#file(month)}' WHERE ${SOUND(month)}`,
    );
    return query(`${months.join(' UNION ALL ')} ORDER BY 1`);
  }
}
