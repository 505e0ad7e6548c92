import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Children } from '../../../kernel/children.ts';
import { classArchive } from './class-archive.ts';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'archive-')), "it's a folder");
  mkdirSync(folder);
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

/** Stands in for Python: finds where Java would write the archive by the arguments that Spark gets, and does `then`. */
function standIn(then: string): string {
  const path = join(folder, '..', 'python');
  const text = String.raw`#!${process.execPath}
    const { execSync } = require('node:child_process');
    const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
    appendFileSync(${JSON.stringify(join(folder, '..', 'calls'))}, 'x');
    const words = execSync('printf "%s\n" ' + process.env.PYSPARK_SUBMIT_ARGS, { encoding: 'utf8' }).split('\n');
    const [, archive] = /"-XX:ArchiveClassesAtExit=([^"]+)"/.exec(readFileSync(words[1], 'utf8'));
    ${then}`;
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

const archive = (python: string): Promise<string | undefined> =>
  classArchive(
    { python, env: process.env as Record<string, string>, jars: ['a.jar'], confDir: folder },
    folder,
    new Children(join(folder, '..', 'children.json')),
    () => undefined,
  );
const calls = (): number => readFileSync(join(folder, '..', 'calls'), 'utf8').length;

test('is made once, whole, and asked for at once by two', async () => {
  const python = standIn("writeFileSync(archive, 'classes');");
  const [one, other] = await Promise.all([archive(python), archive(python)]);
  expect(other).toBe(one);
  expect(await archive(python)).toBe(one);
  expect([readFileSync(String(one), 'utf8'), calls()]).toEqual(['classes', 1]);
  expect(readdirSync(folder)).toEqual([expect.stringMatching(/^classes-\w+\.jsa$/)]);
});

test.each(['process.exit(3)', "process.kill(process.pid, 'SIGKILL')"])(
  'a half-written one (%s) is nobody\u2019s, and says nothing about the next time',
  async (end) => {
    expect(await archive(standIn(`writeFileSync(archive, 'half'); ${end};`))).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  },
);

test('a Java that makes none is not asked again', async () => {
  const python = standIn('');
  expect([await archive(python), await archive(python), calls()]).toEqual([undefined, undefined, 1]);
});

test('what an ended process left is removed', async () => {
  mkdirSync(join(folder, 'archiving.4194305')); // above the largest pid
  await archive(standIn("writeFileSync(archive, 'classes');"));
  expect(readdirSync(folder)).toHaveLength(1);
});
