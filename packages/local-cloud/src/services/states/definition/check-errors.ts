import { checkAssign } from './check-assign.ts';
import type { Checked } from './diagnostics.ts';
import { CATCHER_FIELDS, RETRIER_FIELDS } from './fields.ts';
import type { QueryLanguage } from './types.ts';

const LONGEST_SECONDS = 99_999_999;
/** Developer guide, "Retrying after an error": MaxDelaySeconds is less than 31,622,400. */
const LONGEST_DELAY = 31_622_399;

/** The reserved names (Amazon States Language, Appendix A, and the developer guide's list). */
const RESERVED = new Set(
  [
    'ALL',
    'BranchFailed',
    'DataLimitExceeded',
    'ExceedToleratedFailureThreshold',
    'HeartbeatTimeout',
    'Http.Socket',
    'IntrinsicFailure',
    'ItemReaderFailed',
    'NoChoiceMatched',
    'ParameterPathFailure',
    'Permissions',
    'QueryEvaluationError',
    'ResultPathMatchFailure',
    'ResultWriterFailed',
    'Runtime',
    'TaskFailed',
    'Timeout',
  ].map((name) => `States.${name}`),
);

/** Retry and Catch of a Task, Parallel or Map state. */
export function checkErrorHandling(state: Checked, language: QueryLanguage): void {
  const count = (field: string): number => (state.get(field) as unknown[] | undefined)?.length ?? 0;
  state.list('Retry', 0, (retrier, index) => {
    retrier.only(RETRIER_FIELDS);
    checkErrorEquals(retrier, index === count('Retry') - 1);
    retrier.number('IntervalSeconds', 1, LONGEST_SECONDS);
    retrier.number('MaxAttempts', 0, LONGEST_SECONDS);
    retrier.number('BackoffRate', 1, Number.MAX_VALUE, false);
    retrier.number('MaxDelaySeconds', 1, LONGEST_DELAY);
    const strategy = retrier.object.JitterStrategy;
    if (strategy !== undefined && strategy !== 'FULL' && strategy !== 'NONE') {
      retrier.report("JitterStrategy is 'FULL' or 'NONE'", retrier.at('JitterStrategy'));
    }
  });
  state.list('Catch', 0, (catcher, index) => {
    catcher.only(CATCHER_FIELDS[language]);
    catcher.required(['Next']);
    catcher.strings(['Next']);
    catcher.path('ResultPath', 'result', true);
    catcher.query('Output', ['errorOutput']);
    checkAssign(catcher, language, ['errorOutput']);
    checkErrorEquals(catcher, index === count('Catch') - 1);
  });
}

function checkErrorEquals(owner: Checked, last: boolean): void {
  const names = owner.object.ErrorEquals;
  const at = owner.at('ErrorEquals');
  if (names === undefined) {
    owner.required(['ErrorEquals']);
    return;
  }
  if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === 'string')) {
    owner.report('Expected a list of one or more error names', at);
    return;
  }
  for (const name of names) {
    if (name.startsWith('States.') && !RESERVED.has(name))
      owner.report(`'${name}' is not an error name of AWS's`, at);
  }
  if (!names.includes('States.ALL')) return;
  if (names.length > 1) owner.report('States.ALL must appear alone', at);
  if (!last) owner.report('States.ALL must be in the last one of the list', at);
}
