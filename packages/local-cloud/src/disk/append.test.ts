import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { appendLines } from './append.ts';

const folder = mkdtempSync(join(tmpdir(), 'append-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('lines come after those that are there; the file is made where there is none', () => {
  const path = join(folder, 'new.jsonl');
  appendLines(path, '');
  appendLines(path, '{"a":1}\n');
  appendLines(path, '{"a":2}\n{"a":3}\n');
  expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n{"a":2}\n{"a":3}\n');
});

test('what a crash left of a line is cut off', () => {
  const path = join(folder, 'torn.jsonl');
  writeFileSync(path, '{"a":1}\n{"a":');
  appendLines(path, '{"a":2}\n');
  expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n{"a":2}\n');
});

test('a full disk takes all of the lines or none, and the next ones follow', () => {
  const path = join(folder, 'full.jsonl');
  const program = `import { appendLines } from ${JSON.stringify(join(import.meta.dirname, 'append.ts'))};
    const line = (n) => JSON.stringify({ n, text: 'x'.repeat(300) }) + '\\n';
    for (let n = 0; n < 5; n += 1) try { appendLines(process.argv[1], line(n)); } catch (error) { console.log(n, error.code); }
    appendLines(process.argv[1], '{"n":"last"}\\n');`;
  // A limit of two blocks of 512 bytes stands for a disk that is full.
  const shell = `trap '' XFSZ; ulimit -f 2; exec "$0" --input-type=module -e "$1" "$2"`;
  const said = execFileSync('sh', ['-c', shell, process.execPath, program, path], { encoding: 'utf8' });
  expect(said).toBe('3 EFBIG\n4 EFBIG\n');
  const numbers = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { n: unknown }).n);
  expect(numbers).toEqual([0, 1, 2, 'last']);
});
