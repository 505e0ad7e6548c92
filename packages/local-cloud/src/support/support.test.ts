import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TemplateCloud, templateCloud } from '../../testing/template-cloud.ts';
import { supportPage } from './page.ts';
import { supportTables } from './tables.ts';

const tables = await supportTables();
let cloud: TemplateCloud;
beforeAll(async () => {
  cloud = await templateCloud({ Bucket: { Type: 'AWS::S3::Bucket' } });
});
afterAll(() => cloud?.stop());

test('the page is what the code says', () => {
  const page = readFileSync(resolve(import.meta.dirname, '../../../../docs/local-cloud.md'), 'utf8');
  expect(page).toBe(supportPage(tables));
});

const servedOperations = ({ cloud: { kernel } }: TemplateCloud, name: string): object => {
  const service = kernel.services.get(name);
  return service?.definition.operations ?? {};
};

test('every service that is served has a table, and no other', () => {
  const served = [...cloud.cloud.kernel.services.keys()].filter(
    (name) => Object.keys(servedOperations(cloud, name)).length > 0,
  );
  expect(tables.map(({ signingName }) => signingName).sort()).toEqual(served.sort());
});

describe('the table names every operation that is served, and none besides', () => {
  test.each(tables)('$service', ({ signingName, operations }) => {
    const served = servedOperations(cloud, signingName);
    expect(Object.keys(operations).sort()).toEqual(Object.keys(served).sort());
  });
});

test('what is only partly served says what is left out', () => {
  const silent = tables.flatMap(({ service, operations }) =>
    Object.entries(operations)
      .filter(([, { status, note }]) => status === 'partial' && !note)
      .map(([name]) => `${service} ${name}`),
  );
  expect(silent).toEqual([]);
});
