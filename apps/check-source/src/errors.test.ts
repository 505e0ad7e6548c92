import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipelineErrors } from '@tlc-elt/contracts';
import { expect, test } from 'vitest';
import { LedgerUnavailable, MonthNotSupported, SourceNotUsable, SourceUnavailable } from './errors.ts';

const thrown = [
  new SourceUnavailable('u', 'a'),
  new LedgerUnavailable('m'),
  new SourceNotUsable('u', 'a'),
  new MonthNotSupported('m'),
].map(({ name }) => name as keyof typeof pipelineErrors);

test('the workflow retries exactly those errors of CheckSource that the contract calls transient', () => {
  const asl = join(import.meta.dirname, '../../../packages/infra/src/pipeline/pipeline.asl.json');
  const { States } = JSON.parse(readFileSync(asl, 'utf8')) as {
    States: { CheckSource: { Retry: { ErrorEquals: string[] }[] } };
  };
  const retried = States.CheckSource.Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
  const transient = thrown.filter((name) => pipelineErrors[name].kind === 'transient');
  expect(thrown.filter((name) => retried.includes(name))).toEqual(transient);
  expect(transient).toEqual(['SourceUnavailable', 'LedgerUnavailable']);
});
