import { type Surroundings, TemplateError, type TemplateParameter } from './template.ts';

/** Value of a template's parameter: what was given, else its default; SSM parameters by their name. */
export function parameterValue(
  { Type: type = 'String', Default: fallback, AllowedValues, AllowedPattern }: TemplateParameter,
  name: string,
  around: Surroundings,
): unknown {
  const fail = (problem: string): never => {
    throw new TemplateError(around.stackName, ['Parameters', name], problem);
  };
  const value = around.given[name] ?? fallback;
  if (value === undefined)
    return fail(`it has no default: start the local cloud with \`--parameter ${name}=VALUE\``);
  if (AllowedValues && !AllowedValues.map(String).includes(String(value)))
    fail(`${String(value)} is none of the allowed values ${AllowedValues.map(String).join(', ')}`);
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(String(value)))
    fail(`${String(value)} does not match ${AllowedPattern}`);
  if (type.startsWith('AWS::SSM::Parameter::Value')) {
    const resolved = around.parameter(String(value));
    if (resolved === undefined) return fail(`there is no SSM parameter ${String(value)}`);
    return isList(type) ? itemsOf(resolved) : resolved;
  }
  return isList(type) ? itemsOf(value) : value;
}

/** `List<Number>`, `CommaDelimitedList`, and SSM parameters of those. */
const isList = (type: string): boolean => /(^|<)(CommaDelimitedList|List<)/.test(type);

const itemsOf = (value: unknown): string[] =>
  String(value)
    .split(',')
    .map((item) => item.trim());
