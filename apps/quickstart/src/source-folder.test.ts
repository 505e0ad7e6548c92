import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sourceMonth } from '@tlc-elt/contracts';
import { afterAll, expect, test } from 'vitest';
import { UsageError } from './options.ts';
import { checkFolder } from './source-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'source-'));
afterAll(() => rmSync(folder, { recursive: true }));
const of = (path: string) => () => checkFolder(path, sourceMonth('2024-09'));

test('a folder without any month, one without this month, and one that has it', () => {
  writeFileSync(join(folder, 'notes.txt'), '');
  expect(of(folder)).toThrow(
    new UsageError(
      `${folder} has no yellow_tripdata_2024-09.parquet; none of its 1 entries is named as the publisher names files`,
    ),
  );
  for (const month of ['2018-11', '2018-01'])
    writeFileSync(join(folder, `yellow_tripdata_${month}.parquet`), '');
  expect(of(folder)).toThrow(`${folder} has no yellow_tripdata_2024-09.parquet; it has 2018-01, 2018-11`);
  writeFileSync(join(folder, 'yellow_tripdata_2024-09.parquet'), '');
  expect(of(folder)).not.toThrow();
});

test('no folder, and a file', () => {
  expect(of(join(folder, 'absent'))).toThrow(`--source ${folder}/absent: there is no such folder`);
  const file = join(folder, 'yellow_tripdata_2024-09.parquet');
  expect(of(file)).toThrow(`--source ${file} is a file: name the folder that it lies in`);
});
