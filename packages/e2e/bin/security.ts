// Writes docs/security.md from the tables of defences; --check only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@tlc-elt/testing';
import { securityPage } from '../src/defences/document.ts';

const path = join(root, 'docs/security.md');
if (!process.argv.includes('--check')) writeFileSync(path, securityPage());
else if (readFileSync(path, 'utf8') !== securityPage()) {
  process.stderr.write(
    'docs/security.md is not what the defences say: pnpm --filter @tlc-elt/e2e security\n',
  );
  process.exitCode = 1;
}
