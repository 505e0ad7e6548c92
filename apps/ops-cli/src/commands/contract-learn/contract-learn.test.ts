import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type DatasetContract, datasets, type Era } from '@tlc-elt/contracts';
import { root } from '@tlc-elt/testing';
import { describe, expect, test } from 'vitest';
import { ops } from '../../../test/ops.ts';
import { parquetOf } from '../../../test/parquet.ts';
import { judgeFile } from '../contract-check/judge-file.ts';
import { monthIn } from '../month-in-name.ts';
import type { Result } from './run.ts';
import { isPlain, isTableName } from './sql-words.ts';

const folder = mkdtempSync(join(tmpdir(), 'learn-'));
const contracts = join(root, 'packages/contracts');

async function write(name: string, select: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), await parquetOf(select));
  return join(folder, name);
}

async function learn(...argv: string[]): Promise<Result & { stderr: string }> {
  const { stdout, stderr } = await ops(['contract', 'learn', '--json', ...argv], { root: folder });
  if (stdout === '') throw new Error(stderr);
  return { ...(JSON.parse(stdout) as Result), stderr };
}

/** Ferries of a month: row `i` of 200 leaves in it, one the week before, one with nobody aboard. */
const ferries = (month: string, more = ''): string => `SELECT
  10000 + i AS crossing,
  TIMESTAMP '${month}-01' + to_minutes(CAST(CASE WHEN i = 7 THEN -5000 ELSE 180 * i END AS BIGINT)) AS left_at,
  CAST(CASE WHEN i = 3 THEN -1 ELSE i % 80 END AS BIGINT) AS "aboardCount",
  CASE WHEN i = 5 THEN -2.5 ELSE 2.75 * (i % 4) END::DOUBLE AS fare,
  CASE WHEN i % 3 = 0 THEN NULL ELSE 'Pier ' || (i % 11) END AS pier,
  40000000000 + i AS ticket${more}
  FROM range(200) AS rows(i)`;

/** A copy of packages/contracts, below Biome's settings, in which learned contracts are registered beside the others. */
function register(learned: readonly { dataset: string; text: string }[]): string {
  const clone = mkdtempSync(join(folder, 'clone-'));
  const copy = join(clone, 'packages/contracts');
  for (const name of ['biome.json', '.gitignore']) cpSync(join(root, name), join(clone, name));
  for (const name of ['src', 'package.json'])
    cpSync(join(contracts, name), join(copy, name), { recursive: true });
  symlinkSync(join(contracts, 'node_modules'), join(copy, 'node_modules'));
  const include = ['src/datasets/*.ts'];
  const tsconfig = { extends: join(root, 'tsconfig.base.json'), include };
  writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify(tsconfig));
  for (const { dataset, text } of learned) {
    writeFileSync(join(copy, 'src/datasets', `${dataset}.ts`), text);
    const line = `export { ${dataset} } from './${dataset}.ts';\n`;
    writeFileSync(join(copy, 'src/datasets/registry.ts'), line, { flag: 'a' });
  }
  return copy;
}

/** Runs a tool of packages/contracts in a folder; throws what it says where it is not content. */
function content(cwd: string, tool: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(join(contracts, 'node_modules/.bin', tool), args, {
    cwd,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${tool} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

describe('a dataset of another publisher', () => {
  test('is learned from its files: names, eras, types, table, key, rules and how often they are broken', async () => {
    const files = [
      await write('ferry-ridership-202504.parquet', ferries('2025-04')),
      await write('ferry-ridership-202505.parquet', ferries('2025-05')),
      await write('ferry-ridership-202507.parquet', ferries('2025-07', ", 'Harbor' AS operator")),
    ];
    const { kind, dataset, eras, columns, keys, rules, left_out, sentences } = await learn(
      ...files.reverse(),
    );
    expect([kind, dataset, keys, left_out]).toEqual([
      'contract',
      'ferry_ridership',
      ['crossing', 'ticket'],
      [],
    ]);
    expect(eras.map(({ name, from, to }) => [name, from, to])).toEqual([
      ['ferry_ridership-2025-04', '2025-04', '2025-06'],
      ['ferry_ridership-2025-07', '2025-07', undefined],
    ]);
    expect(sentences).toEqual([
      'era ferry_ridership-2025-07 begins between 2025-05 and 2025-07: no file in between was given',
    ]);
    expect(columns.map(({ name, type, source, optional }) => [name, type, source, optional])).toEqual([
      ['crossing', 'INTEGER', 'crossing', undefined],
      ['left_at', 'TIMESTAMP', 'left_at', undefined],
      ['aboard_count', 'INTEGER', 'aboardCount', undefined],
      ['fare', 'DOUBLE PRECISION', 'fare', undefined],
      ['pier', 'VARCHAR(255)', 'pier', undefined],
      ['ticket', 'BIGINT', 'ticket', undefined],
      ['operator', 'VARCHAR(255)', 'operator', true],
      ['source_month', 'DATE', undefined, undefined],
    ]);
    expect(rules.map(({ name, broken, share }) => [name, broken, share])).toEqual([
      ['aboardCount_not_negative', 3, '0.5%'],
      ['fare_not_negative', 3, '0.5%'],
      ['left_at_in_source_month', 0, '0%'],
    ]);
  });

  test('has days and flags as such; what is one now and was another thing before is left out, and told', async () => {
    const days = ", DATE '2025-04-01' + (i // 9)::INTEGER AS sold_on, i % 2 = 0 AS express";
    const files = [
      await write('days_202504.parquet', ferries('2025-04', `${days}, 'yes' AS open`)),
      await write('days_202505.parquet', ferries('2025-05', `${days}, NULL::INTEGER AS open`)),
      await write('days_202506.parquet', ferries('2025-06', `${days}, TRUE AS open`)),
    ];
    const { eras, columns, rules, left_out } = await learn(...files);
    const added = columns.flatMap(({ name, type, source }) =>
      /^(sold|exp)/.test(name) ? [[name, type, source]] : [],
    );
    expect(added).toEqual([
      ['sold_on', 'DATE', 'sold_on'],
      ['express', 'BOOLEAN', 'express'],
    ]);
    expect(eras[0]?.columns.slice(6, 8)).toEqual([
      { name: 'sold_on', types: ['DATE'] },
      { name: 'express', types: ['BOOLEAN'] },
    ]);
    expect(rules.map(({ column }) => column)).not.toContain('express');
    expect(left_out).toEqual([
      {
        column: 'open',
        reason: 'the files have it as STRING and as BOOLEAN, and no column of the table holds both',
      },
    ]);
  });

  test('the result is stdout alone: TypeScript that can be written into its file', async () => {
    const file = await write('ferry-ridership-202504.parquet', ferries('2025-04'));
    const { code, stdout, stderr } = await ops(['contract', 'learn', file, '--dataset', 'ferries'], {
      root: folder,
    });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain("fileName: 'ferry-ridership-{yyyy}{mm}.parquet',\n");
    expect(stdout).toContain('pickupToleranceDays: 7,\n');
  });
});

const data = process.env.TLC_DATA_DIR ?? join(root, '../shared/data/tlc');
const samples = (dataset: string): string[] =>
  ['yellow-samples', 'green-published', 'other-samples'].flatMap((name) =>
    existsSync(join(data, name))
      ? readdirSync(join(data, name))
          .filter((file) => file.startsWith(`${dataset}_`))
          .map((file) => join(data, name, file))
      : [],
  );

describe('what is learned compiles, is formatted, keeps what every contract has to, and takes the files it was learned from', () => {
  test('made-up files, and those of the TLC where they are on this machine', async () => {
    const gaps = ', CASE WHEN i % 9 = 0 THEN NULL ELSE i END::DOUBLE AS seats, NULL::INTEGER AS never';
    const days = ", DATE '2025-04-01' + i::INTEGER AS sold_on, i % 2 = 0 AS express";
    const sources = {
      ferries: [
        await write('ferries_202504.parquet', ferries('2025-04')),
        await write('ferries_202505.parquet', ferries('2025-05', ', 1 AS seats')),
      ],
      gappy: [
        await write('gappy_2025-04.parquet', ferries('2025-04', gaps)),
        await write('gappy_2025-05.parquet', ferries('2025-05', gaps)),
      ],
      days: [
        await write('days_2025-04.parquet', ferries('2025-04', days)),
        await write(
          'days_2025-05.parquet',
          ferries('2025-05', ', NULL::INTEGER AS sold_on, NULL::INTEGER AS express'),
        ),
      ],
      ...Object.fromEntries(Object.keys(datasets).map((dataset) => [`learned_${dataset}`, samples(dataset)])),
    };
    const learned = await Promise.all(
      Object.entries(sources)
        .filter(([, files]) => files.length > 0)
        .map(async ([dataset, files]) => {
          const { stdout } = await ops(['contract', 'learn', '--dataset', dataset, ...files], {
            root: folder,
          });
          return { dataset, text: stdout, files };
        }),
    );
    const copy = register(learned);
    content(copy, 'biome', [
      'check',
      '--error-on-warnings',
      ...learned.map(({ dataset }) => `src/datasets/${dataset}.ts`),
    ]);
    content(copy, 'tsc', ['--noEmit', '-p', '.']);
    content(copy, 'vitest', ['run', 'src/dataset/datasets.test.ts', 'src/dataset/accepted-types.test.ts']);
    for (const { dataset, files } of learned) {
      const { [dataset]: contract } = (await import(join(copy, 'src/datasets', `${dataset}.ts`))) as Record<
        string,
        DatasetContract
      >;
      for (const file of files) {
        const month = monthIn(basename(file))?.month;
        expect(await judgeFile(file, month, contract as DatasetContract)).toMatchObject({ ok: true });
      }
    }
  });
});

const fhvWithFee = `SELECT 'B00013' AS dispatching_base_num, TIMESTAMP '2027-01-09' AS pickup_datetime,
  TIMESTAMP '2027-01-09' AS "dropOff_datetime", 1::BIGINT AS "PUlocationID", 2::BIGINT AS "DOlocationID",
  NULL::INTEGER AS "SR_Flag", 'B00013' AS "Affiliated_base_number", 0.5::DOUBLE AS request_fee FROM range(10)`;

/** Writes the parts of a patch into the files of a dataset, each where its comment says. */
function apply(patch: string, eras: string, columns: string): void {
  for (const [, where = '', what = ''] of patch.matchAll(/^\/\/ (.*)\n((?:(?!\/\/ ).*\n?)*)/gm)) {
    const path = where.startsWith('era') ? eras : columns;
    const text = readFileSync(path, 'utf8');
    const era = /^era (\S+), after/.exec(where)?.[1];
    const [from, to] = era
      ? [new RegExp(`(name: '${era}',\\s+from: sourceMonth\\('[\\d-]+'\\),)`), `$1\n${what.trimEnd()}`]
      : where === 'eras, at their end'
        ? [/(const (?:\w+E|e)ras: readonly Era\[\] = \[[\s\S]*?)(\n\];)/, `$1\n${what.trimEnd()}$2`]
        : where === 'version'
          ? [/ {2}version: \d+,\n/, what]
          : [/( {2}\{ name: 'source_month'.*\n)/, `$1${what.trimEnd()}\n`];
    const changed = text.replace(from as RegExp, to as string);
    if (changed === text) throw new Error(`${path} has no place for ${where}`);
    writeFileSync(path, changed);
  }
}

describe('of a dataset that has a contract, the patch', () => {
  const [newest] = datasets.yellow.eras.slice(-1) as [Era];
  const yellow = (changes: (columns: Map<string, string>) => unknown): string => {
    const types: Readonly<Record<string, string>> = {
      INT32: 'INTEGER',
      INT64: 'BIGINT',
      DOUBLE: 'DOUBLE',
      TIMESTAMP_MICROS: 'TIMESTAMP',
      STRING: 'VARCHAR',
    };
    const columns = new Map(
      newest.columns.map(({ name, types: [type = 'DOUBLE'] }) => {
        const value = type === 'STRING' ? "'N'" : type === 'TIMESTAMP_MICROS' ? "'2027-01-09 10:00:00'" : '1';
        return [name, `${value}::${types[type]}`];
      }),
    );
    changes(columns);
    return `SELECT ${[...columns].map(([name, sql]) => `${sql} AS "${name}"`).join(', ')} FROM range(10)`;
  };
  const patched = async (changes: (columns: Map<string, string>) => unknown) =>
    learn(await write('yellow_tripdata_2027-01.parquet', yellow(changes)), '--dataset', 'yellow');

  test('is a new era and a new column, told in sentences and written as docs/adding-a-column.md has them', async () => {
    const { eras, columns, sentences, typescript } = await patched((all) =>
      all.set('request_fee', '0.5::DOUBLE'),
    );
    expect(eras.map(({ name, to }) => [name, to])).toEqual([
      ['yellow-2026-06', '2026-12'],
      ['yellow-2027', undefined],
    ]);
    expect(columns.map(({ name, type, optional }) => [name, type, optional])).toEqual([
      ['request_fee', 'DOUBLE PRECISION', true],
    ]);
    expect(sentences).toEqual([
      '2027-01: column request_fee is new: DOUBLE, NULL in 0% of the rows',
      'era yellow-2026-06 ends with 2026-12, and yellow-2027 begins',
    ]);
    expect(typescript).toContain(
      "// era yellow-2026-06, after its `from`\n    to: sourceMonth('2026-12'),\n// eras, at their end\n",
    );
    expect(typescript).toContain(
      "      { name: 'request_source', types: ['STRING'], allNullType: 'INT32' },\n      { name: 'request_fee', types: ['DOUBLE'] },\n",
    );
    expect(typescript).toContain(`  version: ${datasets.yellow.version + 1},`);
    // A file that is named as the contract's are needs no --dataset.
    const file = join(folder, 'yellow_tripdata_2027-01.parquet');
    const { stdout } = await ops(['contract', 'learn', file], { root: folder });
    expect(stdout).toContain(sentences.join('\n'));
    expect(stdout).toContain(typescript);
  });

  test.each<[string, (columns: Map<string, string>) => unknown, string[]]>([
    ['nothing, where it fits', () => {}, ['2027-01: fits era yellow-2026-06: nothing is lacking']],
    [
      'a column in another case',
      (all) => all.delete('Airport_fee') && all.set('airport_fee', '1::DOUBLE'),
      [
        '2027-01: column airport_fee is new: DOUBLE, NULL in 0% of the rows, the same as Airport_fee but for its case',
        '2027-01: column Airport_fee is gone, the same as airport_fee but for its case',
        'era yellow-2026-06 ends with 2026-12, and yellow-2027 begins',
      ],
    ],
    [
      'a type that whole numbers have beside NULLs',
      (all) => all.set('payment_type', 'CASE WHEN range = 3 THEN NULL ELSE 1 END::DOUBLE'),
      [
        '2027-01: column payment_type was INT64 and is DOUBLE; era yellow-2026-06 takes it with the line below',
      ],
    ],
    [
      'no value in any row',
      (all) => all.set('extra', 'NULL::INTEGER'),
      [
        '2027-01: column extra was DOUBLE and is INT32, without a value in any row; era yellow-2026-06 takes it with the line below',
      ],
    ],
    [
      'a kind of value that only a person can judge',
      (all) => all.set('payment_type', "'card'"),
      [
        '2027-01: column payment_type is STRING now, and the table keeps it as INTEGER: no patch can say what its values mean; make a new column, or ask the publisher',
        '2027-01: still refused: column payment_type: expected INT64, found STRING',
      ],
    ],
    [
      'a value that no type makes right',
      (all) => all.set('payment_type', '1.5::DOUBLE'),
      [
        '2027-01: column payment_type was INT64 and is DOUBLE; era yellow-2026-06 takes it with the line below',
        '2027-01: still refused: column payment_type: expected whole numbers that INTEGER can hold, found 10 row(s) with another value, for example 1.5',
      ],
    ],
  ])('says of %s', async (_, changes, sentences) => {
    const { ok, sentences: said } = await patched(changes);
    expect([said, ok]).toEqual([sentences, !said.some((sentence) => sentence.includes('still refused'))]);
  });

  test('written where it says, leaves contracts that compile, are formatted and keep what every contract has to', async () => {
    const file = await write('fhv_tripdata_2027-01.parquet', fhvWithFee);
    const results = [
      await patched((all) => all.set('request_fee', '0.5::DOUBLE')),
      await learn(file, '--dataset', 'fhv'),
    ];
    const copy = register([]);
    const files = { yellow: ['yellow-eras.ts', 'yellow.ts'], fhv: ['fhv.ts', 'fhv.ts'] } as const;
    for (const { dataset, typescript } of results) {
      const [eras, columns] = files[dataset as keyof typeof files];
      apply(typescript, join(copy, 'src/datasets', eras), join(copy, 'src/datasets', columns));
    }
    content(copy, 'biome', ['check', '--error-on-warnings', 'src/datasets']);
    content(copy, 'tsc', ['--noEmit', '-p', '.']);
    content(copy, 'vitest', ['run', 'src/dataset/datasets.test.ts', 'src/dataset/accepted-types.test.ts']);
    for (const {
      dataset,
      files: [learned],
    } of results) {
      const path = join(copy, 'src/datasets', `${dataset}.ts`);
      const { [dataset]: contract } = (await import(path)) as Record<string, DatasetContract>;
      const verdict = await judgeFile(learned?.file ?? '', undefined, contract as DatasetContract);
      expect(verdict).toMatchObject({ ok: true, era: `${dataset}-2027` });
      expect(contract?.columns.at(-1)).toMatchObject({ name: 'request_fee', optional: true });
    }
  });

  test('makes a column of the table optional that files lack', async () => {
    const { typescript } = await patched((all) => all.delete('tip_amount'));
    expect(typescript).toContain(
      "  { name: 'tip_amount', type: 'DOUBLE PRECISION', source: 'tip_amount', optional: true, description: ",
    );
  });
});

test('the words that name no column are those of the DuckDB that there is, and those that Redshift adds', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(
    "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category IN ('reserved', 'type_function')",
  );
  const words = reader.getRows().map(([word]) => `${word}`);
  connection.closeSync();
  instance.closeSync();
  expect(words.length).toBeGreaterThan(50);
  expect(words.filter(isPlain)).toEqual([]);
  expect(['name', 'left_at', 'timestamp', 'VendorID'].filter((word) => !isPlain(word))).toEqual([]);
  expect(['timestamp', 'open', 'user', 'source_month', 'name'].map(isTableName)).toEqual([
    false,
    false,
    false,
    false,
    true,
  ]);
});

describe('what nothing can be learned from is said with what to do', () => {
  const odd = (name: string, select: string): Promise<string> => write(name, select);
  test.each<[string, () => Promise<string[]>, number, RegExp]>([
    [
      'no file',
      async () => [join(folder, 'gone_2025-04.parquet')],
      1,
      /gone_2025-04\.parquet cannot be read: ENOENT/,
    ],
    [
      'no parquet file',
      async () => {
        writeFileSync(join(folder, 'page_2025-04.parquet'), '<html>');
        return [join(folder, 'page_2025-04.parquet')];
      },
      1,
      /page_2025-04\.parquet is no parquet file that can be read: it begins with "<htm", not with PAR1/,
    ],
    [
      'a name without month',
      async () => [await odd('ferries.parquet', ferries('2025-04'))],
      2,
      /ferries\.parquet does not say which month it is of[\s\S]*ferries-2025-04\.parquet/,
    ],
    [
      'a day instead of a month',
      async () => [await odd('ferries-20250401.parquet', ferries('2025-04'))],
      2,
      /does not say which month/,
    ],
    [
      'a month twice',
      async () => [await odd('a_2025-04.parquet', ferries('2025-04')), join(folder, 'a_2025-04.parquet')],
      2,
      /two files are of 2025-04/,
    ],
    [
      'files of two datasets',
      async () => [
        await odd('a_2025-04.parquet', ferries('2025-04')),
        await odd('b_2025-05.parquet', ferries('2025-05')),
      ],
      2,
      /a_2025-04\.parquet and b_2025-05\.parquet are not named alike/,
    ],
    [
      'rows of another month',
      async () => [await odd('c_2024-04.parquet', ferries('2025-04'))],
      1,
      /c_2024-04\.parquet is named as 2024-04, and by left_at only 0% of its rows/,
    ],
    [
      'no rows',
      async () => [await odd('d_2025-04.parquet', `${ferries('2025-04')} WHERE i < 0`)],
      1,
      /without rows/,
    ],
    [
      'no time',
      async () => [await odd('e_2025-04.parquet', 'SELECT 1 AS aboard')],
      1,
      /no column of the files says when a trip was/,
    ],
    [
      'types that no contract takes',
      async () => [
        await odd('f_2025-04.parquet', ferries('2025-04', ', 1.5::DECIMAL(9, 2) AS tax, 0.5::FLOAT AS tip')),
      ],
      1,
      /tax is DECIMAL, tip is FLOAT; DECIMAL: no column of the table is a NUMERIC, and a DOUBLE would round: write .*; FLOAT: a number of 32 bits .*: write DOUBLE\n/,
    ],
    [
      'names that SQL would quote',
      async () => [await odd('g_2025-04.parquet', ferries('2025-04', ', 1 AS "pier no"'))],
      1,
      /"pier no"/,
    ],
    [
      'a word of SQL',
      async () => [await odd('j_2025-04.parquet', ferries('2025-04', ', 1 AS "end"'))],
      1,
      /cannot tell apart: "end"/,
    ],
    [
      'files of another dataset than the one named',
      async () => [await odd('i_2025-04.parquet', ferries('2025-04')), '--dataset', 'green'],
      2,
      /i_2025-04\.parquet has less than half of the columns of any era of green/,
    ],
    [
      'a name that is none',
      async () => [await odd('h_2025-04.parquet', ferries('2025-04')), '--dataset', 'H'],
      2,
      /"H" cannot name a dataset/,
    ],
  ])('%s', async (_, argv, code, message) => {
    const outcome = await ops(['contract', 'learn', ...(await argv())], { root: folder });
    expect([outcome.code, outcome.stdout]).toEqual([code, '']);
    expect(outcome.stderr).toMatch(message);
  });
});
