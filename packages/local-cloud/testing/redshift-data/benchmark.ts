import { analyst } from './analysis.ts';
import { CONSTRUCTS, type Construct } from './constructs.ts';

const SIZES = [1000, 10_000, 100_000];
const { connection, duckdbSql } = await analyst();

/** Milliseconds of the analysis and of the run in DuckDB; or that it is refused. */
async function cell(construct: Construct, bytes: number): Promise<string> {
  const began = performance.now();
  try {
    const sql = await duckdbSql(construct(bytes));
    const analysed = performance.now();
    await connection.runAndReadAll(sql);
    return `${(analysed - began).toFixed(0)} + ${(performance.now() - analysed).toFixed(0)} ms`;
  } catch {
    return `refused after ${(performance.now() - began).toFixed(0)} ms`;
  }
}

console.log(['analysis + run in DuckDB'.padEnd(28), '1 KB', '10 KB', '100 KB'].join('\t'));
for (const [name, construct] of Object.entries(CONSTRUCTS)) {
  const cells: string[] = [];
  for (const bytes of SIZES) cells.push(await cell(construct, bytes));
  console.log([name.padEnd(28), ...cells].join('\t'));
}
connection.closeSync();
