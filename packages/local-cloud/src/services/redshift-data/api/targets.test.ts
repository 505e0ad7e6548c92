import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import type { Kernel } from '../../../kernel/kernel.ts';
import { Targets } from './targets.ts';

const targets = new Targets({ dataDir: (name: string) => `/state/${name}` } as Kernel);

test.each(['..', '../../other', '/etc/dw', 'a'.repeat(400), 'statements/x'])(
  'the warehouse of a namespace that a template names %s lies in the folder of warehouses',
  (name) => {
    const file = targets.fileOf(name);
    expect([dirname(file), file.endsWith('.duckdb')]).toEqual(['/state/redshift-data', true]);
  },
);

test('one with a name as Redshift has them lies there by its name', () => {
  expect(targets.fileOf('analytics-2')).toBe('/state/redshift-data/analytics-2.duckdb');
});
