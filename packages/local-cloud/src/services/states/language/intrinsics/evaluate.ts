import type { Json } from '../../../../aws/json.ts';
import { EvaluationFault } from '../faults.ts';
import { query, type Roots } from '../paths/query.ts';
import { Arguments } from './arguments.ts';
import * as arrays from './arrays.ts';
import * as encoding from './encoding.ts';
import * as numbers from './numbers.ts';
import type { Argument, Call } from './parse.ts';
import * as strings from './strings.ts';

/** Where chance comes from. */
export interface Chance {
  readonly random: () => number;
  readonly uuid: () => string;
}

const FUNCTIONS: Readonly<Record<string, (args: Arguments) => Json>> = {
  'States.Array': arrays.array,
  'States.ArrayContains': arrays.arrayContains,
  'States.ArrayGetItem': arrays.arrayGetItem,
  'States.ArrayLength': arrays.arrayLength,
  'States.ArrayPartition': arrays.arrayPartition,
  'States.ArrayRange': arrays.arrayRange,
  'States.ArrayUnique': arrays.arrayUnique,
  'States.Base64Decode': encoding.base64Decode,
  'States.Base64Encode': encoding.base64Encode,
  'States.Hash': encoding.hash,
  'States.JsonMerge': encoding.jsonMerge,
  'States.JsonToString': encoding.jsonToString,
  'States.MathAdd': numbers.mathAdd,
  'States.StringSplit': strings.stringSplit,
  'States.StringToJson': encoding.stringToJson,
};

/** The value of a call; throws EvaluationFault (States.IntrinsicFailure, States.ParameterPathFailure). */
export function evaluateIntrinsic(call: Call, roots: Roots, chance: Chance): Json {
  const values = call.args.map((argument) => argumentValue(argument, roots, chance));
  const args = new Arguments(call.name, values);
  if (call.name === 'States.UUID') return chance.uuid();
  if (call.name === 'States.MathRandom') return numbers.mathRandom(args, chance.random);
  if (call.name === 'States.Format') return strings.format(templateOf(call, args), args);
  const compute = FUNCTIONS[call.name];
  return compute ? compute(args) : args.fail('there is no such function');
}

/** Escapes count in a literal template, where `value` has lost them already, and in one from the data alike. */
function templateOf(call: Call, args: Arguments): string {
  const first = call.args[0];
  return first?.kind === 'string' ? first.raw : args.string(0);
}

function argumentValue(argument: Argument, roots: Roots, chance: Chance): Json {
  if (argument.kind === 'call') return evaluateIntrinsic(argument.call, roots, chance);
  if (argument.kind !== 'path') return argument.value;
  const found = query(argument.path, roots);
  if ('value' in found) return found.value;
  throw new EvaluationFault(
    'States.ParameterPathFailure',
    `The JSONPath '${argument.path.source}' of an intrinsic function could not be found: ${found.missing}`,
  );
}
