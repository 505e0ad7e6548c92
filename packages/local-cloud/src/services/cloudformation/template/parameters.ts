import type { Template, TemplateParameter } from '../../../assembly/template.ts';
import { ServiceError } from '../../../aws/errors.ts';
import type { Parameter } from '../account/stack.ts';

export interface ParameterGiven {
  readonly ParameterKey?: string;
  readonly ParameterValue?: string;
  readonly UsePreviousValue?: boolean;
}

const invalid = (message: string): ServiceError => new ServiceError('ValidationError', message);

/** AWS's words for a value of an SSM parameter's type. */
const SSM_VALUE = 'AWS::SSM::Parameter::Value';

/**
 * Values of a template's parameters: what is given, what the stack had, or the default. `ssm` gives the value of an SSM
 * parameter. Throws ValidationError, naming the parameter.
 */
export function parameterValues(
  { Parameters: declared = {} }: Template,
  given: readonly ParameterGiven[],
  previous: readonly Parameter[],
  ssm: (name: string) => string | undefined,
): Parameter[] {
  const keys = given.map(({ ParameterKey = '' }) => ParameterKey);
  const unknown = keys.filter((key) => !Object.hasOwn(declared, key));
  if (unknown.length > 0) throw invalid(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const values = Object.entries(declared).map(
    ([key, one]): readonly [string, TemplateParameter, string | undefined] => [
      key,
      one,
      givenValue(key, one, given, previous),
    ],
  );
  const missing = values.filter(([, , value]) => value === undefined).map(([key]) => key);
  if (missing.length > 0) throw invalid(`Parameters: [${missing.join(', ')}] must have values`);
  return values.map(([key, one, value = '']) => {
    const problem = problemOf(one, value);
    if (problem !== undefined)
      throw invalid(
        one.ConstraintDescription === undefined
          ? `Parameter '${key}' ${problem}`
          : `Parameter ${key} failed to satisfy constraint: ${one.ConstraintDescription}`,
      );
    return {
      key,
      value,
      ...(one.Type.startsWith(SSM_VALUE) ? { resolved: ssmValue(value, ssm) } : {}),
      ...(String(one.NoEcho) === 'true' ? { noEcho: true as const } : {}),
    };
  });
}

function ssmValue(name: string, ssm: (name: string) => string | undefined): string {
  const value = ssm(name);
  if (value !== undefined) return value;
  throw invalid(`Unable to fetch parameters [${name}] from parameter store for this account.`);
}

function givenValue(
  key: string,
  { Default: fallback }: TemplateParameter,
  given: readonly ParameterGiven[],
  previous: readonly Parameter[],
): string | undefined {
  const own = given.find(({ ParameterKey }) => ParameterKey === key);
  if (own?.UsePreviousValue === true) {
    if (own.ParameterValue !== undefined)
      throw invalid(
        `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true and non empty value`,
      );
    const old = previous.find((one) => one.key === key);
    if (old) return old.value;
    throw invalid(
      `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
    );
  }
  return own?.ParameterValue ?? (fallback === undefined ? undefined : String(fallback));
}

function problemOf(declared: TemplateParameter, value: string): string | undefined {
  const { Type, AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue } = declared;
  if (AllowedValues && !AllowedValues.map(String).includes(value)) return 'must be one of AllowedValues';
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(value))
    return `must match pattern ${AllowedPattern}`;
  if (MinLength !== undefined && value.length < Number(MinLength))
    return `must contain at least ${String(MinLength)} characters`;
  if (MaxLength !== undefined && value.length > Number(MaxLength))
    return `must contain at most ${String(MaxLength)} characters`;
  if (Type === 'Number' && (value.trim() === '' || Number.isNaN(Number(value)))) return 'must be a number';
  if (MinValue !== undefined && Number(value) < Number(MinValue))
    return `must be a number not less than ${String(MinValue)}`;
  if (MaxValue !== undefined && Number(value) > Number(MaxValue))
    return `must be a number not greater than ${String(MaxValue)}`;
  return undefined;
}
