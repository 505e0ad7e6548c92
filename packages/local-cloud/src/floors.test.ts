import { readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/** Folders and files of src, from the ground up; those of one line stand beside each other. */
const FLOORS = [
  ['disk'],
  ['aws'],
  ['assembly'],
  ['identity'],
  ['kernel', 'wire'],
  ['services'],
  ['cloud.ts', 'support-page.ts'],
  ['index.ts', 'command'],
];

const root = import.meta.dirname;
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.ts') && !path.endsWith('.test.ts'),
);
const imports = files.flatMap((from) => {
  const text = readFileSync(join(root, from), 'utf8');
  return [...text.matchAll(/(?:from |import\()'(\.[^']+)'/g)].map(([, to = '']) => ({
    from,
    to: normalize(join(from, '..', to)),
  }));
});

const floorOf = (path: string): number =>
  FLOORS.findIndex((rooms) => rooms.includes(path.split('/')[0] ?? ''));
const serviceOf = (path: string): string | undefined => /^services\/([^/]+)\//.exec(path)?.[1];
const arrow = ({ from, to }: { from: string; to: string }): string => `${from} -> ${to}`;

test('every file stands on a floor', () => {
  expect(files.filter((path) => floorOf(path) < 0)).toEqual([]);
});

test('imports point down only', () => {
  expect(imports.length).toBeGreaterThan(files.length);
  expect(imports.filter(({ from, to }) => floorOf(to) > floorOf(from)).map(arrow)).toEqual([]);
});

test('a service imports no other service: it asks the kernel', () => {
  const across = imports.filter(({ from, to }) => {
    const [mine, other] = [serviceOf(from), serviceOf(to)];
    return mine !== undefined && other !== undefined && mine !== other;
  });
  expect(across.map(arrow)).toEqual([]);
});
