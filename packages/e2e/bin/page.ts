// page.ts NAME: writes docs/NAME.md from the tables of tests; --check only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@tlc-elt/testing';
import { securityPage } from '../src/defences/document.ts';
import { reliabilityPage } from '../src/faults/document.ts';

const pages: Readonly<Record<string, () => string>> = {
  reliability: reliabilityPage,
  security: securityPage,
};
const [name = ''] = process.argv.slice(2);
const page = pages[name];
if (!page) throw new Error(`page.ts takes one of ${Object.keys(pages).join(', ')}, not ${name}`);
const path = join(root, `docs/${name}.md`);
if (!process.argv.includes('--check')) writeFileSync(path, page());
else if (readFileSync(path, 'utf8') !== page()) {
  process.stderr.write(`docs/${name}.md is not what its tables say: pnpm --filter @tlc-elt/e2e ${name}\n`);
  process.exitCode = 1;
}
