import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printable } from '@tlc-elt/contracts';
import {
  entered,
  executionFailed,
  history,
  jobFailed,
  jobSubmitted,
} from '@tlc-elt/executions/made-up-history';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AwsError, type FakeAws, startFakeAws } from './fake-aws.ts';
import { jobLogs } from './glue.ts';
import { createTables, load } from './local-loads.ts';
import { type LocalStage, startLocalStage } from './local-stage.ts';
import { keys, loadMonth, readJson, writeJson } from './month.ts';
import { cloneWith, type Outcome, ops } from './ops.ts';
import { parquetOf } from './parquet.ts';
import { deploy, executions } from './stage.ts';

/** A title, what moves the cursor, a link, red by a C1 control, what overwrites, and letters that are not seen. */
const EVIL =
  '\x1b]0;root\x07\x1b[1;1f\x1b]8;;http://evil\x07x\x1b]8;;\x07\x9b31mok\r\b\x7f\u202e2.00\u200b\u{e0041}';
const SEEN = printable(EVIL);
const OBEYED = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/** Both streams of a command that shows `seen`, and nothing that a terminal obeys. */
function shows({ stdout, stderr }: Outcome, seen: string = SEEN): string {
  const text = stdout + stderr;
  expect(text).toContain(seen);
  expect(text).not.toMatch(OBEYED);
  return text;
}

const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

describe('what the stage keeps', () => {
  let stage: LocalStage;
  beforeAll(async () => {
    stage = await startLocalStage();
    await createTables(stage);
    await load(stage, ['2019-03', 1, 'yellow-2019-03-r1', 'etag1'], {
      source_etag: sqlText(EVIL),
      source_url: sqlText(EVIL),
      era: sqlText(EVIL),
    });
    for (const run of ['yellow-2024-09-r1', 'by\x9b2J\u202ehand'])
      await stage.put('processed', `yellow/2024/09/${run}/a1/trips/part-0.parquet`);
  }, 60_000);
  afterAll(() => stage?.stop());

  test('sql: values and names of columns; a line end is no new row', async () => {
    const outcome = await stage.ops('sql', `SELECT ${sqlText(`${EVIL}\n7\t8`)} AS "a${EVIL}", 1 AS b`);
    expect(shows(outcome).split('\n')).toEqual([
      `${`a${SEEN}`.padEnd(SEEN.length + 6)}  b`,
      `${SEEN}\\n7\\t8  1`,
      '1 row',
      '',
    ]);
  });

  test('sql --json: another writing of the same value', async () => {
    const outcome = await stage.ops('sql', '--json', `SELECT ${sqlText(EVIL)} AS v`);
    shows(outcome);
    expect(JSON.parse(outcome.stdout)).toEqual([{ v: EVIL }]);
  });

  test('sql: an error of the warehouse that quotes what was asked', async () => {
    shows(await stage.ops('sql', `SELECT 1 FROM "${EVIL}"`));
  });

  test.each([
    ['status', '2019-03'],
    ['verify', '2019-03'],
  ])('%s %s: values of the ledger', async (...argv) => {
    shows(await stage.ops(...argv));
  });

  test('gc: keys on S3', async () => {
    shows(await stage.ops('gc', '--dry-run', '--older-than', '0'), 'by\\u009b2J\\u202ehand');
  });
});

describe('what a run leaves', () => {
  let fake: FakeAws;
  let root: string;
  beforeAll(async () => {
    fake = await startFakeAws();
    root = cloneWith(fake.url);
    deploy(fake);
    await loadMonth(fake);
    const failed = history(
      entered('IngestRaw'),
      ...jobSubmitted('tlc-local-IngestRaw', 'jr_1'),
      jobFailed(`NotParquet: ${EVIL}`),
      executionFailed('States.TaskFailed', `NotParquet: ${EVIL}`),
    );
    executions(fake, [{ name: 'yellow-2024-09-r1', status: 'FAILED', events: failed }]);
    jobLogs(fake, { jr_1: { output: [`\tat ${EVIL}`], error: [JSON.stringify({ event: EVIL })] } });
  });
  afterAll(() => fake.close());

  // A flag of a rejected row, as a publisher's file once had it.
  test('quarantine --sample: values and names of columns of a rejected row', async () => {
    const row = `SELECT ${sqlText(`${EVIL}\nfare_amount  0`)} AS "flag${EVIL}", 'fare_amount_positive' AS broken_rules`;
    fake.objects.set(keys.quarantine, await parquetOf(row));
    const outcome = await ops(['quarantine', '2024-09', '--sample', '1'], { root });
    expect(shows(outcome)).toContain(`flag${SEEN}  ${SEEN}\\nfare_amount  0\n`);
  });

  test('quarantine --sample: a flag of 70,000 letters is cut', async () => {
    const row = `SELECT repeat('x', 70000) AS flag, 'fare_amount_positive' AS broken_rules`;
    fake.objects.set(keys.quarantine, await parquetOf(row));
    const outcome = await ops(['quarantine', '2024-09', '--sample', '1'], { root });
    expect(shows(outcome, 'x… (70,000 characters)').length).toBeLessThan(2000);
  });

  test('verify: keys that a report names', async () => {
    const report = readJson(fake, keys.report);
    writeJson(fake, keys.report, {
      ...report,
      trips: [{ key: `gone${EVIL}\nnext:  pay`, rows: 88, bytes: 1 }],
    });
    expect(shows(await ops(['verify', '2024-09'], { root }))).not.toContain('\nnext:  pay');
  });

  test('logs: lines of a job; their tabs stay', async () => {
    const { stdout } = await ops(['logs', '2024-09'], { root });
    expect(stdout).toContain(`\tat ${SEEN}\n`);
    shows({ code: 0, stdout: stdout.replaceAll('\t', ''), stderr: '' });
  });

  test('an error of AWS', async () => {
    fake.handlers.set('ListExecutions', () => {
      throw new AwsError('InvalidArn', `Invalid Arn: '${EVIL}'`);
    });
    shows(await ops(['status'], { root }));
  });
});

describe('what this machine gives', () => {
  const root = mkdtempSync(join(tmpdir(), 'evil-'));
  afterAll(() => rmSync(root, { recursive: true }));

  test('contract check: names of columns in a footer', async () => {
    writeFileSync(join(root, 'f.parquet'), await parquetOf(`SELECT 1 AS "fare${EVIL}\nVendorID"`));
    const outcome = await ops(['contract', 'check', 'f.parquet', '--month', '2024-09'], { root });
    expect(shows(outcome)).toContain(`fare${SEEN}\\nVendorID`);
  });

  test('contract check: the name of a file is no second line', async () => {
    const name = 'a\x1b[31m\nok  b.parquet';
    writeFileSync(join(root, name), await parquetOf('SELECT 1 AS x'));
    const outcome = await ops(['contract', 'check', name, '--month', '2024-09'], { root });
    shows(outcome, '/a\\u001b[31m\\nok  b.parquet: ');
  });

  test.each([
    ['contract', 'check', `${EVIL}.parquet`, '--month', '2024-09'],
    ['explain', EVIL],
    [EVIL],
    [`--${EVIL}`],
    ['status', '--stage', EVIL],
    ['run', '2024-09', '--dataset', EVIL],
  ])('%j: what was typed', async (...argv) => {
    shows(await ops(argv, { root }), '\\u202e2.00');
  });

  test.each(['TLC_STAGE', 'TLC_ENDPOINT'])('the variable %s', async (name) => {
    shows(await ops(['status'], { root, environment: { [name]: EVIL } }), '\\u202e2.00');
  });

  test('our own colours stay, those of data do not', async () => {
    const environment = { FORCE_COLOR: '1' };
    const { stderr } = await ops(['explain', '\x1b[31mred'], { root, environment });
    expect(stderr.split('"')[0]).toBe('\x1b[31merror\x1b[39m: there is no error ');
    expect(stderr.split('"')[1]).toBe('\\u001b[31mred');
  });
});
