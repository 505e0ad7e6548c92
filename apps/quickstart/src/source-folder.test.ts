import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { green, sourceMonth, yellow } from '@tlc-elt/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UsageError } from './options.ts';
import { checkFolder, rememberedFolder } from './source-folder.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'source-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
const september = sourceMonth('2024-09');
const of = (path: string, month?: typeof september) => () => checkFolder(yellow, path, month);

test('a folder without any month, one without this month, and one that has it', () => {
  expect(of(folder, september)).toThrow(
    new UsageError(`${folder} has no yellow_tripdata_2024-09.parquet; it is empty`),
  );
  writeFileSync(join(folder, 'notes.txt'), '');
  expect(of(folder, september)).toThrow(
    new UsageError(
      `${folder} has no yellow_tripdata_2024-09.parquet; none of its 1 entries is named as the publisher names files`,
    ),
  );
  writeFileSync(join(folder, 'yellow_tripdata_2009-05.parquet'), '');
  expect(of(folder)).toThrow(new UsageError(`${folder} has no month that can be loaded; it has 2009-05`));
  for (const month of ['2018-11', '2018-01'])
    writeFileSync(join(folder, `yellow_tripdata_${month}.parquet`), '');
  expect(of(folder, september)).toThrow(
    `${folder} has no yellow_tripdata_2024-09.parquet; it has 2009-05, 2018-01, 2018-11`,
  );
  writeFileSync(join(folder, 'yellow_tripdata_2024-09.parquet'), '');
  expect(of(folder, september)).not.toThrow();
  expect(of(folder)()).toEqual(['2018-01', '2018-11', '2024-09']);
});

test('months of another dataset are its own', () => {
  writeFileSync(join(folder, 'green_tripdata_2023-12.parquet'), '');
  expect(checkFolder(green, folder, undefined)).toEqual(['2023-12']);
});

test('no folder, and a file', () => {
  expect(of(join(folder, 'absent'))).toThrow(`--source ${folder}/absent: there is no such folder`);
  const file = join(folder, 'yellow_tripdata_2024-09.parquet');
  expect(of(file)).toThrow(`--source ${file} is a file: name the folder that it lies in`);
});

test('the folder of the last start: none where nothing was started, or the publisher was asked', () => {
  const note = join(folder, 'source');
  expect(rememberedFolder(note)).toBeUndefined();
  writeFileSync(note, 'origin\n');
  expect(rememberedFolder(note)).toBeUndefined();
  writeFileSync(note, '/data/of tlc\n');
  expect(rememberedFolder(note)).toBe('/data/of tlc');
});
