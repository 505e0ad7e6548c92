// Writes docs/reliability.md from the table of faults; --check only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@tlc-elt/testing';
import { reliabilityPage } from '../src/faults/document.ts';

const path = join(root, 'docs/reliability.md');
if (!process.argv.includes('--check')) writeFileSync(path, reliabilityPage());
else if (readFileSync(path, 'utf8') !== reliabilityPage()) {
  process.stderr.write(
    'docs/reliability.md is not what the faults say: pnpm --filter @tlc-elt/e2e reliability\n',
  );
  process.exitCode = 1;
}
