import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { datasets } from '../src/dataset/datasets.ts';
import { createTablesSql } from '../src/render/ddl.ts';
import { dataDictionary } from '../src/render/dictionary.ts';
import { errorClasses, errorsPage } from '../src/render/errors.ts';
import { contractsJson } from '../src/render/python.ts';

// Writes what is generated from the contracts; with --check only says what is stale, and fails.
const root = join(import.meta.dirname, '../../..');
const contracts = Object.values(datasets);
const artefacts: Record<string, string> = {
  'glue-scripts/tlc_elt/contracts.json': contractsJson(),
  'glue-scripts/tlc_elt/errors.py': errorClasses(),
  'sql/create_tables.sql': createTablesSql(contracts),
  'docs/data-dictionary.md': dataDictionary(contracts),
  'docs/errors.md': errorsPage(),
};

const current = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

const stale = Object.entries(artefacts).filter(([path, text]) => current(join(root, path)) !== text);
if (process.argv.includes('--check')) {
  for (const [path] of stale)
    console.error(`${path} is stale: run \`npx -y pnpm@12.21.0 generate\` and commit it`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.error(`wrote ${path}`);
  }
}
