import { TaskFailure } from '../interpreter/host.ts';
import { isObject, type Json, type JsonObject } from '../language/json.ts';
import type { Problem } from './recipe.ts';

/** Checks the names of Parameters' members, with or without `.$`, as AWS does when a machine is created. */
export function checkParameters(
  parameters: Json | undefined,
  allowed: readonly string[],
  required: readonly string[] = [],
): Problem[] {
  if (parameters !== undefined && !isObject(parameters))
    return [{ message: 'Parameters must be an object', at: 'Parameters' }];
  const given = Object.keys(parameters ?? {}).map((name) => ({ name, plain: name.replace(/\.\$$/, '') }));
  const unknown = given
    .filter(({ plain }) => !allowed.includes(plain))
    .map(({ name, plain }) => ({
      message: `The field "${plain}" is not supported by the local cloud`,
      at: `Parameters/${name}`,
    }));
  const missing = required.filter((name) => !given.some(({ plain }) => plain === name));
  const absent = missing.map((name) => ({
    message: `The field "${name}" is required but was missing`,
    at: 'Parameters',
  }));
  return [...unknown, ...absent];
}

/** The parameters of a task that is about to start; what only the data could tell fails as on AWS. */
export function objectParameters(parameters: Json): JsonObject {
  return isObject(parameters) ? parameters : refuseParameters(parameters, 'the parameters must be an object');
}

export function stringParameter(parameters: JsonObject, name: string): string {
  const value = parameters[name];
  return typeof value === 'string'
    ? value
    : refuseParameters(parameters, `The value for the field '${name}' must be a STRING`);
}

export function refuseParameters(parameters: Json, why: string): never {
  const cause = `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${why}]`;
  throw new TaskFailure('States.Runtime', cause, 'running', true);
}
