import { describe, expect, test } from 'vitest';
import { judgeImage, judgeUsage } from './judge-first-run.ts';

const line = (changes: object = {}): string =>
  JSON.stringify({
    event: 'job starts',
    job: 'IngestRaw',
    python: '3.9.18',
    botocore: '1.38.46',
    duckdb: '1.4.5',
    awscli: '1.23.5',
    ...changes,
  });

describe('the image that Python Shell ran in', () => {
  test.each([
    [
      'as the modules were chosen for',
      [line()],
      'ok',
      'Python 3.9.18, botocore 1.38.46, awscli 1.23.5',
      null,
    ],
    ['without an awscli', [line({ awscli: null })], 'ok', 'no awscli', null],
    [
      'whose awscli our boto3 has killed',
      [line({ botocore: '1.42.97' })],
      'fail',
      'botocore 1.42.97',
      'pin boto3',
    ],
    ['of another Python', [line({ python: '3.11.7' })], 'warn', 'Python 3.11.7', '3.9'],
    [
      'that says nothing',
      ['Traceback', '{"event": "checked"}', '{"event": "job st'],
      'fail',
      'has not written',
      'issue',
    ],
  ])('%s', (_, lines, status, found, next) => {
    expect(judgeImage(lines)).toEqual({
      check: 'Python Shell',
      status,
      found: expect.stringContaining(found),
      next: next === null ? null : expect.stringContaining(next),
    });
  });
});

describe('RPU-seconds, told by CloudWatch and by the warehouse', () => {
  test.each([
    ['the same', 1000, 1000, 'ok', null],
    ['a fifth apart, as clocks are', 1190, 1000, 'ok', null],
    ['counted twice, by windows that overlap', 2000, 1000, 'warn', 'counts 2.0 times'],
    ['counted too few', 500, 1000, 'warn', 'counts 0.5 times'],
    ['no metric', 0, 1000, 'fail', 'blind'],
    ['nothing used', 0, 0, 'warn', 'ask again tomorrow'],
  ])('%s', (_, metric, used, status, next) => {
    expect(judgeUsage(metric, used)).toEqual({
      check: 'RPU-seconds',
      status,
      found: `ComputeSeconds ${metric}, SYS_SERVERLESS_USAGE ${used}`,
      next: next === null ? null : expect.stringContaining(next),
    });
  });
});
