import { expect, test } from 'vitest';
import { sourceMonth } from '../input/month.ts';
import { MonthsPlan, planOfMonths } from './months-plan.ts';

const plan = planOfMonths({
  version: 1,
  made_at: '2024-06-01T00:00:00.000Z',
  stage: { name: 'dev', state_machine: 'arn:aws:states:us-east-1:1:stateMachine:tlc-dev-pipeline' },
  parallel: 2,
  runs: [
    {
      dataset: 'yellow',
      month: sourceMonth('2024-03'),
      state: 'published',
      force: false,
      accept_quarantine: false,
      accept_older: false,
      accept_shrink: false,
      accept_republication: false,
      fingerprint: {
        contract_version: 2,
        loaded: null,
        publication: { etag: 'e', bytes: 1, last_modified: '2024-05-20T00:00:00.000Z' },
        next_run: 'yellow-2024-03-r1',
      },
      estimate: { seconds: 180, usd: 0.03, by: 'assumption' },
    },
  ],
  others: [{ dataset: 'yellow', month: sourceMonth('2024-02'), state: 'loaded' }],
});
const [run] = plan.runs;
const problems = (value: unknown): string[] =>
  MonthsPlan.safeParse(value).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

test('a plan is read as it was written, whatever the order of its members', () => {
  expect(problems(JSON.parse(JSON.stringify(plan)))).toEqual([]);
  expect(problems(Object.fromEntries(Object.entries(plan).reverse()))).toEqual([]);
  expect(plan.id).toMatch(/^[0-9a-f]{16}$/);
});

test.each([
  ['another version', { ...plan, version: 2 }, 'version: Invalid input: expected 1'],
  ['a member that is none', { ...plan, more: 1 }, ': Unrecognized key: "more"'],
  ['a parallel of none', { ...plan, parallel: 0 }, 'parallel: Too small: expected number to be >=1'],
  [
    'a run without its fingerprint',
    { ...plan, runs: [{ ...run, fingerprint: undefined }] },
    'runs.0.fingerprint: Invalid input: expected object, received undefined',
  ],
  [
    'a run of no name',
    { ...plan, runs: [{ ...run, fingerprint: { ...run?.fingerprint, next_run: 'by-hand' } }] },
    'runs.0.fingerprint.next_run: is no name of a run',
  ],
])('%s is refused by name', (_, value, problem) => expect(problems(value)).toContain(problem));

test('a file that was changed after it was written is no plan', () => {
  expect(problems({ ...plan, parallel: 20 })).toEqual([
    'id: does not belong to this content: the file was changed after it was written',
  ]);
});

test('a run that would take the name of another month is no plan', () => {
  const { id: _, ...content } = plan;
  const wrong = planOfMonths({
    ...content,
    runs: plan.runs.map((each) => ({ ...each, month: sourceMonth('2024-04') })),
  });
  expect(problems(wrong)).toEqual(['runs: a run has the name of another month']);
});
