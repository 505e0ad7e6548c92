// Writes the tables of docs/deploy.md from the prices of `ops cost`; --check only says that they are stale, and fails.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { costTables } from '../src/commands/cost/document.ts';

const path = join(import.meta.dirname, '../../../docs/deploy.md');
const page = readFileSync(path, 'utf8');
const block = /(<!-- cost: generated[^>]*-->\n)[\s\S]*(\n<!-- cost: end -->)/;
if (!block.test(page)) throw new Error(`${path} has no place for the tables of costs`);
const next = page.replace(block, (_, begin, end) => `${begin}\n${costTables()}\n${end}`);
if (!process.argv.includes('--check')) writeFileSync(path, next);
else if (next !== page) {
  process.stderr.write('docs/deploy.md is stale: run `npx -y pnpm@12.21.0 generate` and commit it\n');
  process.exitCode = 1;
}
