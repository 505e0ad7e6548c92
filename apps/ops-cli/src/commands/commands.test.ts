import { describe, expect, test } from 'vitest';
import { parseTyped, wordsOf } from '../../test/typed.ts';
import type { OpsError } from '../errors.ts';
import { commands } from './index.ts';

const parse = (argv: string) => parseTyped(argv.split(' '));

const settings = {
  dataset: 'yellow',
  force: false,
  noWait: false,
  acceptQuarantine: false,
  acceptOlder: false,
  acceptShrink: false,
  acceptRepublication: false,
  acceptUnusual: false,
  verbose: false,
  parallel: 2,
};

const planned = {
  dataset: 'yellow',
  file: undefined,
  outdated: false,
  acceptQuarantine: false,
  acceptOlder: false,
  acceptShrink: false,
  acceptRepublication: false,
  acceptUnusual: false,
  parallel: 2,
};

const history = { dataset: 'yellow', limit: 15, month: undefined, source: false };

describe('argv → options', () => {
  test.each([
    ['run 2024-09', 'run', { ...settings, of: { month: '2024-09' } }],
    [
      'run 2024-09 --force --no-wait --accept-quarantine',
      'run',
      { ...settings, force: true, noWait: true, acceptQuarantine: true, of: { month: '2024-09' } },
    ],
    [
      'run 2024-09 --accept-older --accept-shrink --accept-republication --accept-unusual',
      'run',
      {
        ...settings,
        acceptOlder: true,
        acceptShrink: true,
        acceptRepublication: true,
        acceptUnusual: true,
        of: { month: '2024-09' },
      },
    ],
    [
      'run 2024-09 --publication 28cb1b-4',
      'run',
      { ...settings, of: { month: '2024-09', publication: '28cb1b-4' } },
    ],
    ['run --stage dev 2024-09 --json', 'run', { ...settings, of: { month: '2024-09' } }],
    [
      'run 2023-12..2024-01 --parallel 4',
      'run',
      { ...settings, parallel: 4, of: { months: ['2023-12', '2024-01'] } },
    ],
    ['run 2018-11 2019-03', 'run', { ...settings, of: { months: ['2018-11', '2019-03'] } }],
    ['run --due --no-wait', 'run', { ...settings, noWait: true, of: { due: true, since: undefined } }],
    ['run --due --since 2024-01', 'run', { ...settings, of: { due: true, since: '2024-01' } }],
    ['backfill 2024-09 2024-10', 'backfill', { ...settings, of: { months: ['2024-09', '2024-10'] } }],
    ['run 2024-09 --dataset green', 'run', { ...settings, dataset: 'green', of: { month: '2024-09' } }],
    ['run --due --dataset all', 'run', { ...settings, dataset: 'all', of: { due: true, since: undefined } }],
    [
      'backfill 2024-09 2024-09 --dataset all',
      'backfill',
      { ...settings, dataset: 'all', of: { months: ['2024-09'] } },
    ],
    ['plan --out plan.json', 'plan', { ...planned, dataset: 'yellow', months: undefined, file: 'plan.json' }],
    [
      'plan 2023-12..2024-01 --dataset all --outdated --parallel 4',
      'plan',
      { ...planned, dataset: 'all', months: ['2023-12', '2024-01'], outdated: true, parallel: 4 },
    ],
    [
      'plan 2018-11 2019-03 --accept-quarantine --accept-older --accept-shrink --accept-republication --accept-unusual',
      'plan',
      {
        ...planned,
        months: ['2018-11', '2019-03'],
        acceptQuarantine: true,
        acceptOlder: true,
        acceptShrink: true,
        acceptRepublication: true,
        acceptUnusual: true,
      },
    ],
    [
      'report 2024-09 --out a.html',
      'report',
      { dataset: 'yellow', month: '2024-09', out: 'a.html', open: false },
    ],
    [
      'report 2024-09 --open --dataset fhv',
      'report',
      { dataset: 'fhv', month: '2024-09', out: undefined, open: true },
    ],
    ['apply plan.json', 'apply', { file: 'plan.json', limits: {} }],
    [
      'apply plan.json --max-months 12 --max-cost 1.50',
      'apply',
      { file: 'plan.json', limits: { maxMonths: 12, maxCost: 1.5 } },
    ],
    ['status --dataset all', 'status', { ...history, dataset: 'all' }],
    ['gc --dataset all', 'gc', { dataset: 'all', dryRun: false, olderThanDays: 30 }],
    ['verify', 'verify', { dataset: 'yellow', months: [], depth: 'hashed' }],
    [
      'verify 2024-10 2024-09 2024-10 --quick',
      'verify',
      { dataset: 'yellow', months: ['2024-09', '2024-10'], depth: 'quick' },
    ],
    ['verify --deep', 'verify', { dataset: 'yellow', months: [], depth: 'deep' }],
    ['status', 'status', history],
    ['status --limit 3', 'status', { ...history, limit: 3 }],
    ['status 2024-09 --source', 'status', { ...history, month: '2024-09', source: true }],
    [
      'lineage 2024-09 yellow-2024-08-r1 --out a.ndjson',
      'lineage',
      {
        of: [{ month: '2024-09' }, { execution: 'yellow-2024-08-r1' }],
        dataset: 'yellow',
        out: 'a.ndjson',
        url: undefined,
      },
    ],
    ['logs 2024-09', 'logs', { of: { month: '2024-09' }, state: undefined, follow: false, json: false }],
    [
      'logs yellow-2024-09-r1 --state IngestRaw -f',
      'logs',
      { of: { execution: 'yellow-2024-09-r1' }, state: 'IngestRaw', follow: true, json: false },
    ],
    ['notify', 'notify', {}],
    ['stop 2024-09', 'stop', { of: { month: '2024-09' } }],
    ['wake yellow-2026-10-r1', 'wake', { of: { execution: 'yellow-2026-10-r1' } }],
    ['sql SELECT', 'sql', { statement: 'SELECT', write: false }],
    ['sql - --write', 'sql', { statement: undefined, write: true }],
    ['sql', 'sql', { statement: undefined, write: false }],
    [
      'quarantine 2024-09 --rule fare_amount_positive --sample 3 --run r',
      'quarantine',
      { dataset: 'yellow', month: '2024-09', rule: 'fare_amount_positive', run: 'r', sample: 3 },
    ],
    [
      'quarantine 2024-09 --out rejected.csv',
      'quarantine',
      { dataset: 'yellow', month: '2024-09', rule: undefined, run: undefined, sample: undefined },
    ],
    ['diff 2024-09', 'diff', { dataset: 'yellow', month: '2024-09', publications: [] }],
    [
      'diff 2024-09 28cb 0f9e --dataset green',
      'diff',
      { dataset: 'green', month: '2024-09', publications: ['28cb', '0f9e'] },
    ],
    ['gc --dry-run', 'gc', { dataset: 'yellow', dryRun: true, olderThanDays: 30 }],
    ['cost', 'cost', { of: undefined, dataset: 'yellow' }],
    ['cost 2024-09', 'cost', { of: { month: '2024-09' }, dataset: 'yellow' }],
    ['cost --dataset all', 'cost', { of: undefined, dataset: 'all' }],
    ['doctor --machine', 'doctor', { machine: true, afterFirstRun: false }],
    ['doctor --after-first-run', 'doctor', { machine: false, afterFirstRun: true }],
    ['explain StaleRun', 'explain', { error: 'StaleRun' }],
    ['migrate', 'migrate', { dataset: 'yellow' }],
    ['contract show', 'contract show', { dataset: 'yellow', month: undefined }],
    [
      'contract check a.parquet b.parquet --month 2024-09',
      'contract check',
      { dataset: 'yellow', files: ['a.parquet', 'b.parquet'], month: '2024-09' },
    ],
    [
      'contract learn a_2025-04.parquet --dataset ferries',
      'contract learn',
      { dataset: 'ferries', files: ['a_2025-04.parquet'] },
    ],
    [
      'contract export --odcs --dataset fhv --database a.duckdb',
      'contract export',
      { dataset: 'fhv', database: 'a.duckdb' },
    ],
    ['schedule show', 'schedule show', {}],
    ['completion bash', 'completion', { shell: 'bash' }],
    ['schedule fire', 'schedule fire', { at: undefined }],
    [
      'schedule fire --at 2024-11-05T06:00:00-05:00',
      'schedule fire',
      { at: new Date('2024-11-05T11:00:00Z') },
    ],
  ])('%s', async (argv, name, options) => {
    expect(await parse(argv)).toEqual([name, options]);
  });

  test.each([
    ['run 2024-9', '"2024-9" is no month'],
    ['run 2024-13', '"2024-13" is no month'],
    ['run 202409', '"202409" is no month'],
    ['run September', '"September" is no month'],
    ['run 2024-09 --dataset airships', 'there is no dataset "airships"'],
    ['run 2024-09 --dataset all --publication 28cb1b-4', '--publication belongs to one dataset'],
    ['migrate --dataset all', 'there is no dataset "all"'],
    ['run', 'a month is missing'],
    ['run 2024-09..', '"" is no month'],
    ['run 2024-09 2024-10..2024-12', '"2024-10..2024-12" is no month'],
    ['run 2024-09 2024-10 --publication e-1', '--publication belongs to one month'],
    ['run 2024-10..2024-09', '2024-10 lies after 2024-09'],
    ['run 2024-09 --due', '--due finds the months by itself: leave out 2024-09'],
    ['run 2024-09 --since 2024-01', '--since belongs to --due'],
    ['run 2024-09 --parallel 0', '--parallel is a number from 1 to 20, not "0"'],
    ['backfill 2024-10 2024-09', '2024-10 lies after 2024-09'],
    ['plan 2024-10..2024-09', '2024-10 lies after 2024-09'],
    ['plan 2024-10 2024-09..', '"2024-09.." is no month'],
    ['lineage 2024-09 --url localhost', '"localhost" is no address of an endpoint'],
    ['report 2024-09 --out a.pdf', '"a.pdf" has no form that a report has'],
    ['report 2024-09 --out a.md --open', '--out and --open are two ways'],
    ['apply p --max-months 0', '--max-months is a number from 1 to 10000, not "0"'],
    ['apply p --max-cost cheap', '--max-cost is a number of dollars, e.g. 1.50, not "cheap"'],
    ['verify --quick --deep', '--quick and --deep exclude each other'],
    ['verify 2024-09 09/2024', '"09/2024" is no month'],
    ['logs 2024-9', '"2024-9" is no month'],
    ['logs 2024/09', '"2024/09" is no month'],
    [
      'logs 2024-09 --follow --json',
      '--follow prints lines as they come, --json prints one object: choose one',
    ],
    ['gc --older-than soon', '--older-than is a number of days, not "soon"'],
    ['contract learn a_2025-04.parquet --dataset Ferries', '"Ferries" cannot name a dataset'],
    ['stop 2024-13', '"2024-13" is no month'],
    ['status --limit none', '--limit is a number from 1 to 1000, not "none"'],
    ['schedule fire --at tomorrow', '--at "tomorrow" is no time'],
    ['schedule fire --at 2024-11-05T06:00:00', '--at "2024-11-05T06:00:00" is no time'],
  ])('%s is a usage error', async (argv, message) => {
    const error = await parse(argv).catch((thrown: OpsError) => thrown);
    expect(error).toMatchObject({ exitCode: 2, message });
  });

  test.each([
    'backfill 2024-09',
    'apply',
    'backfill 2024-09 2024-10 2024-11',
    'run 2024-09 --fast',
    'stop',
    'sql a b',
    'nothing',
  ])('%s is refused by the grammar', async (argv) => {
    await expect(parse(argv)).rejects.toMatchObject({ exitCode: 1, code: /^commander\./ });
  });

  test('every command has a summary, and examples that it parses', async () => {
    for (const command of commands) {
      expect([command.name, command.summary.endsWith('.')]).toEqual([command.name, true]);
      expect(command.examples.length).toBeGreaterThan(0);
      for (const example of command.examples) {
        const [name] = await parseTyped(wordsOf(example));
        expect([example, name]).toEqual([example, command.name]);
      }
    }
  });
});
