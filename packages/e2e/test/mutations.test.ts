import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@tlc-elt/testing';
import { describe, expect, test } from 'vitest';
import { mutations } from '../mutations/index.ts';

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

describe('each mutation of a promise', () => {
  test.each(mutations)('$name: what it changes is there exactly once', ({ file, find, replace }) => {
    expect(read(file).split(find).length - 1).toBe(1);
    expect(replace).not.toBe(find);
  });

  test.each(mutations)('$name: its test exists', ({ test: of }) => {
    const path = of.kind === 'pytest' ? join('glue-scripts', of.path) : join(of.workspace, of.path);
    expect(existsSync(join(root, path))).toBe(true);
    if (of.named !== undefined) expect(read(path)).toContain(of.named);
  });

  test('names are unique', () => {
    const names = mutations.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
