import { afterAll, expect, test, vi } from 'vitest';
import { analyst } from '../../../../testing/redshift-data/analysis.ts';
import { CONSTRUCTS } from '../../../../testing/redshift-data/constructs.ts';
import { tokenize } from './tokens.ts';

const { connection, duckdbSql } = await analyst();
afterAll(() => connection.closeSync());

/**
 * CPU time of this process in milliseconds, by the fastest of three: what else the machine does counts little in it.
 * One that is quick `enough` need not be followed by others.
 */
async function cost(sql: string, enough = 0): Promise<number> {
  const costs: number[] = [];
  for (let run = 0; run < 3 && !(Math.min(...costs) < enough); run += 1) {
    const before = process.cpuUsage();
    await duckdbSql(sql);
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / 1000);
  }
  return Math.min(...costs);
}

/** What is bounded: much of it is refused by name, before DuckDB has been asked about more than so many bytes. */
const REFUSED: Readonly<Record<string, string>> = {
  '+': 'more than 100 levels',
  '+ of columns': 'more than 100 levels',
  'UNION ALL': 'more than 900 SELECTs',
  UNION: 'more than 900 SELECTs',
  'SELECTs of sums': 'more than 900 SELECTs',
  EXCEPT: 'more than 900 SELECTs',
  'subqueries of sums': 'so many SELECTs',
};

test.each(Object.entries(CONSTRUCTS).filter(([name]) => !(name in REFUSED)))(
  'ten times as much of %s costs no forty times as much',
  async (_, construct) => {
    const most = 40 * Math.max(await cost(construct(10_000)), 10);
    expect(await cost(construct(100_000), most)).toBeLessThan(most);
  },
);

test.each([
  ...Object.entries(REFUSED).map(([name, reason]) => [name, 100_000, reason] as const),
  ['EXCEPT', 10_000, 'more than 100 EXCEPT'] as const,
])('%s in %i bytes is refused', async (name, bytes, reason) => {
  const asked = vi.spyOn(connection, 'prepare');
  await expect(duckdbSql(CONSTRUCTS[name]?.(bytes) ?? '')).rejects.toThrow(reason);
  const sizes = asked.mock.calls.map(([sql]) => sql.length);
  asked.mockRestore();
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(4_000_000);
});

test.each(['/*', '/* ', "'/*"])('a comment without an end is refused at once: %s', (piece) => {
  expect(() => tokenize(`SELECT ${piece.repeat(50_000)}`)).toThrow(/unterminated|syntax error/);
});
