import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PipelineErrorName, pipelineErrors } from '@tlc-elt/contracts';
import { expect, test } from 'vitest';

/** Names of the errors that this function's code throws, or what it reads S3 by. */
function thrown(): PipelineErrorName[] {
  const own = readdirSync(import.meta.dirname).filter((name) => !name.endsWith('.test.ts'));
  const files = [...own, '../../../packages/stored/src/s3.ts'];
  const code = files.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8')).join('\n');
  const names = [...code.matchAll(/new PipelineError\(\s*'(\w+)'/g)].map(([, name]) => name);
  return [...new Set(names)].sort() as PipelineErrorName[];
}

test('the workflow retries exactly those errors of CheckSource that the contract calls transient', () => {
  const asl = join(import.meta.dirname, '../../../packages/infra/src/pipeline/pipeline.asl.json');
  const { States } = JSON.parse(readFileSync(asl, 'utf8')) as {
    States: { CheckSource: { Retry: { ErrorEquals: string[] }[] } };
  };
  const retried = States.CheckSource.Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
  const transient = thrown().filter((name) => pipelineErrors[name].kind === 'transient');
  expect(thrown()).toEqual([
    'LedgerUnavailable',
    'MonthNotSupported',
    'PipelineInputError',
    'PlanOutdated',
    'SourceFileInvalid',
    'SourceNotUsable',
    'SourceUnavailable',
  ]);
  expect(transient).toEqual(['LedgerUnavailable', 'SourceUnavailable']);
  expect(thrown().filter((name) => retried.includes(name))).toEqual(transient);
});
