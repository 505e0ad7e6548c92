import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { root, run } from '@tlc-elt/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

const MONTH = '2024-09';
const PYTHON = join(root, 'glue-scripts/tools/python.mjs');
const OPS = join(root, 'apps/ops-cli/bin/ops.mjs');

/** What IngestRaw says: glue-scripts, tests/ingest/grid.py. */
interface Ingest {
  readonly file: string;
  readonly error?: string;
  readonly what?: string;
  readonly rows?: number;
  readonly era?: string;
  readonly transformed?: number;
}

/** What `ops contract check` says. */
interface Ops {
  readonly file: string;
  readonly error: string | null;
  readonly reason: string | null;
  readonly rows: number | null;
  readonly era: string | null;
  readonly findings: readonly { column: string; expected: string; found: string }[];
}

let folder = '';
let ingest: Ingest[] = [];
let ops: Ops[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tlc-grid-'));
  const made = await run(process.execPath, [PYTHON, 'venv', 'tests.ingest.grid', folder]);
  if (made.code !== 0) throw new Error(made.stderr);
  ingest = JSON.parse(made.stdout) as Ingest[];
  const files = ingest.map(({ file }) => file);
  const args = [OPS, 'contract', 'check', '--json', '--month', MONTH, ...files];
  const checked = await run(process.execPath, args, { cwd: folder });
  ops = (JSON.parse(checked.stdout) as { files: Ops[] }).files;
});
afterAll(() => rm(folder, { recursive: true }));

/** The verdict of `ops contract check` in IngestRaw's words. */
function inIngestsWords({ file, error, reason, rows, era, findings }: Ops): Omit<Ingest, 'transformed'> {
  if (error === null) return { file, rows: rows ?? -1, era: era ?? '' };
  const columns = findings.map(
    ({ column, expected, found }) => `column ${column}: expected ${expected}, found ${found}`,
  );
  const what = columns.length > 0 ? `does not fit era ${era}: ${columns.join('; ')}` : reason;
  return { file, error, what: what ?? '' };
}

/** Damage makes any nonsense of a footer or a header, for which each reader of Thrift has its own words. */
const isDamaged = ({ file }: { file: string }): boolean => basename(file).startsWith('damage-');

/** Without the name of the file, which each puts elsewhere. */
const bare = ({ file, what, ...verdict }: Omit<Ingest, 'transformed'>) => ({
  name: basename(file),
  ...verdict,
  what: isDamaged({ file }) ? undefined : what?.replace(`${file}: `, '').replace(`${file} `, ''),
});

test('codecs, encodings, page versions, sizes, types, damage: both give the same verdict in the same words', () => {
  expect(ingest.length).toBeGreaterThan(310);
  expect(ops.map((each) => bare(inIngestsWords(each)))).toEqual(
    ingest.map(({ transformed, ...each }) => bare(each)),
  );
});

test('what is taken is transformed, row by row; and there is much of either kind', () => {
  const whole = ingest.filter((each) => !isDamaged(each));
  const taken = whole.filter(({ error }) => error === undefined);
  expect(taken.length).toBeGreaterThan(100);
  expect(whole.length - taken.length).toBeGreaterThan(100);
  expect(taken.filter(({ rows, transformed }) => transformed !== rows)).toEqual([]);
});
