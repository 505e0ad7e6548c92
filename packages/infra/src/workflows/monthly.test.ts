import { describe, expect, test } from 'vitest';
import { type Answer, monthly } from './monthly.ts';

/** ops that answers by its command and remembers what it was asked. */
function opsThat(answers: { run: Partial<Answer>; verify?: Partial<Answer>; report?: Partial<Answer> }) {
  const asked: string[] = [];
  const ops = async (args: readonly string[]): Promise<Answer> => {
    asked.push(args.join(' '));
    const stdout = args[0] === 'report' ? `## passport of ${args[3]} ${args[1]}\n` : '';
    return { code: 0, stdout, ...answers[args[0] as keyof typeof answers] };
  };
  return { ops, asked };
}
const json = (value: object): string => JSON.stringify(value);

const verified = {
  ok: true,
  months: [
    {
      dataset: 'yellow',
      month: '2024-09',
      status: 'ok',
      problems: [],
      source_rows: 3633030,
      accepted_rows: 3483770,
      quarantined_rows: 149260,
      table_rows: 3483770,
    },
  ],
};
const succeeded = {
  execution: 'yellow-2024-09-r1',
  status: 'SUCCEEDED',
  month: '2024-09',
  error: null,
  cause: null,
};
const all = { dataset: 'all', force: false };

describe('the monthly workflow', () => {
  test('without a month runs all that is due without waiting, then verifies, and shows both as tables', async () => {
    const run = { stdout: json({ ok: true, months: [succeeded], not_published: [] }) };
    const { ops, asked } = opsThat({ run, verify: { stdout: json(verified) } });
    expect(await monthly(ops, all)).toEqual({
      outcome: 'loaded',
      exitCode: 0,
      summary: `## Loaded

| month | execution | status | cause |
| --- | --- | --- | --- |
| 2024-09 | yellow-2024-09-r1 | SUCCEEDED |  |

| month | verified | source rows | accepted | quarantined | in the table |
| --- | --- | --- | --- | --- | --- |
| 2024-09 | ok | 3,633,030 | 3,483,770 | 149,260 | 3,483,770 |

## passport of yellow 2024-09
`,
    });
    expect(asked).toEqual([
      'run --due --dataset all --no-wait --json',
      'verify --dataset all --json',
      'report 2024-09 --dataset yellow',
    ]);
  });

  test('with a month runs that one, by force where asked', async () => {
    const { ops, asked } = opsThat({ run: { stdout: json(succeeded) }, verify: { stdout: json(verified) } });
    expect((await monthly(ops, { dataset: 'yellow', month: '2024-09', force: true })).outcome).toBe('loaded');
    expect(asked).toEqual([
      'run 2024-09 --dataset yellow --no-wait --json --force',
      'verify 2024-09 --dataset yellow --json',
      'report 2024-09 --dataset yellow',
    ]);
  });

  test('"not published yet" is an outcome of its own, no failure', async () => {
    const run = { stdout: json({ ok: true, months: [], not_published: ['2026-09'] }) };
    const { ops } = opsThat({ run, verify: { stdout: json(verified) } });
    const result = await monthly(ops, all);
    expect([result.outcome, result.exitCode]).toEqual(['not published yet', 0]);
    expect(result.summary).toMatch(
      /^## Not published yet\n\nNot published yet: 2026-09\. The next scheduled run/,
    );
  });

  test('a single month that is not published has nothing to verify', async () => {
    const run = {
      code: 4,
      stdout: json({ execution: 'yellow-2026-09-r1', month: '2026-09', status: 'SUCCEEDED' }),
    };
    const { ops, asked } = opsThat({ run });
    const result = await monthly(ops, { dataset: 'yellow', month: '2026-09', force: false });
    expect([result.outcome, result.exitCode]).toEqual(['not published yet', 0]);
    expect(asked).toHaveLength(1);
  });

  test('a month of every dataset of which one is not published yet: the others are verified, and named', async () => {
    const run = {
      code: 4,
      stdout: json({
        ok: true,
        months: [
          { ...succeeded, execution: 'green-2024-09-r1' },
          { ...succeeded, outcome: 'not_published_no_wait' },
        ],
        not_published: ['2024-09'],
      }),
    };
    const months = [{ ...verified.months[0], dataset: 'green' }];
    const { ops, asked } = opsThat({ run, verify: { stdout: json({ ok: true, months }) } });
    const result = await monthly(ops, { dataset: 'all', month: '2024-09', force: false });
    expect(asked).toEqual([
      'run 2024-09 --dataset all --no-wait --json',
      'verify --dataset all --json',
      'report 2024-09 --dataset green',
    ]);
    expect([result.outcome, result.exitCode]).toEqual(['loaded', 0]);
    expect(result.summary).toContain('| green 2024-09 | ok |');
    expect(result.summary).toContain('Not published yet: 2024-09.');
    expect(result.summary).not.toContain('yellow-2024-09-r1');
  });

  test('a month that was loaded already has no passport again; one that cannot be made fails nothing', async () => {
    const already = { ...succeeded, execution: 'yellow-2024-08-r2', outcome: 'already_loaded' };
    const run = { stdout: json({ ok: true, months: [already, succeeded], not_published: [] }) };
    const { ops, asked } = opsThat({
      run,
      verify: { stdout: json(verified) },
      report: { code: 1, stdout: '' },
    });
    const result = await monthly(ops, all);
    expect(asked.slice(2)).toEqual(['report 2024-09 --dataset yellow']);
    expect([result.outcome, result.exitCode]).toEqual(['loaded', 0]);
    expect(result.summary).toMatch(/`ops report 2024-09 --dataset yellow` ended with exit code 1/);
  });

  test('of many months the summary has twelve passports', async () => {
    const months = Array.from({ length: 14 }, (_, i) => ({
      ...succeeded,
      execution: `fhv-20${10 + i}-01-r1`,
    }));
    const { ops } = opsThat({
      run: { stdout: json({ ok: true, months }) },
      verify: { stdout: json(verified) },
    });
    const { summary } = await monthly(ops, all);
    expect(summary.match(/^## passport of fhv/gm)).toHaveLength(12);
    expect(summary).toMatch(/2 more months have a passport/);
  });

  test('a failed run fails it, with the cause in one cell', async () => {
    const failed = {
      ...succeeded,
      status: 'FAILED',
      error: 'SourceFileInvalid',
      cause: 'truncated |\n at 10%',
    };
    const run = { code: 1, stdout: json({ ok: false, months: [failed], not_published: [] }) };
    const { ops } = opsThat({ run, verify: { stdout: json(verified) } });
    const result = await monthly(ops, all);
    expect([result.outcome, result.exitCode]).toEqual(['failed', 1]);
    expect(result.summary).toContain('| FAILED | SourceFileInvalid: truncated \\| at 10% |');
  });

  test('a month that does not verify fails it, whatever the run said', async () => {
    const problems = [{ message: '1 row is missing', next: 'ops run 2024-09 --force' }];
    const months = [{ ...verified.months[0], status: 'failed', problems }];
    const { ops } = opsThat({
      run: { stdout: json({ ok: true, months: [], not_published: [] }) },
      verify: { code: 1, stdout: json({ ok: false, months }) },
    });
    const result = await monthly(ops, all);
    expect(result.exitCode).toBe(1);
    expect(result.summary).toContain('failed; 1 row is missing (ops run 2024-09 --force)');
  });

  test('a stage that cannot be reached fails it, and the summary points to the log', async () => {
    const { ops } = opsThat({ run: { code: 3 }, verify: { code: 3 } });
    const result = await monthly(ops, all);
    expect([result.outcome, result.exitCode]).toEqual(['failed', 1]);
    expect(result.summary).toMatch(
      /`ops run` ended with exit code 3.*\n\n`ops verify` ended with exit code 3/,
    );
  });
});
