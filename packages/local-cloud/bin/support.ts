import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { supportPage } from '../src/support-page.ts';

// Writes docs/local-cloud.md from the services' own tables; with --check says whether it is up to date.
const path = resolve(import.meta.dirname, '../../../docs/local-cloud.md');
const page = supportPage();
if (!process.argv.includes('--check')) {
  writeFileSync(path, page);
  process.stderr.write(`wrote ${path}\n`);
} else if (readFileSync(path, 'utf8') !== page) {
  process.stderr.write(
    `${path} is not what the code says: run \`node packages/local-cloud/bin/support.ts\`\n`,
  );
  process.exitCode = 1;
}
