import type { Json } from '../../../../aws/json.ts';
import type { FailState } from '../../definition/types.ts';
import { EvaluationFault } from '../../language/faults.ts';
import { evaluateIntrinsic } from '../../language/intrinsics/evaluate.ts';
import { isIntrinsic, parseIntrinsic } from '../../language/intrinsics/parse.ts';
import { parsePath } from '../../language/paths/parse.ts';
import { query } from '../../language/paths/query.ts';
import { rootsOf } from '../data-flow.ts';
import { StateFailure } from '../failure.ts';
import { isJsonata, queriedAs } from '../jsonata.ts';
import type { Execute, Frame, Outcome } from '../scope.ts';

export const executeFail: Execute<FailState> = (frame) => {
  const { state } = frame;
  if (isJsonata(state)) return queriedFailure(frame);
  const error = state.Error ?? textAt(frame, 'ErrorPath', state.ErrorPath);
  const cause = state.Cause ?? textAt(frame, 'CausePath', state.CausePath);
  throw new StateFailure({ error, cause });
};

async function queriedFailure(frame: Frame<FailState>): Promise<Outcome> {
  const error = await queriedAs<string>(frame, 'Error', frame.state.Error, ['string']);
  const cause = await queriedAs<string>(frame, 'Cause', frame.state.Cause, ['string']);
  throw new StateFailure({ error, cause });
}

function textAt(frame: Frame, field: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  const value = valueAt(frame, field, path);
  if (typeof value === 'string') return value;
  throw new EvaluationFault(
    'States.Runtime',
    `The ${field} field refers to a value that is not a string: ${path}`,
  );
}

function valueAt(frame: Frame, field: string, path: string): Json {
  const roots = rootsOf(frame, frame.input);
  if (isIntrinsic(path)) return evaluateIntrinsic(parseIntrinsic(path), roots, frame.scope.run.host);
  const found = query(parsePath(path), roots);
  if ('value' in found) return found.value;
  const searched = JSON.stringify(frame.input);
  const message = `The JSONPath '${path}' specified for the field '${field}' could not be found in the input '${searched}'`;
  throw new EvaluationFault('States.Runtime', message);
}
