import { isObject, type Json, type JsonObject, plain } from '../../../../aws/json.ts';
import { EvaluationFault } from '../faults.ts';

/** The values of a call's arguments, each read as the type that the function documents. */
export class Arguments {
  readonly name: string;
  readonly values: readonly Json[];

  constructor(name: string, values: readonly Json[]) {
    this.name = name;
    this.values = values;
  }

  fail(why: string): never {
    throw new EvaluationFault('States.IntrinsicFailure', `Invalid arguments in ${this.name}: ${why}`);
  }

  get(index: number): Json {
    return this.values[index] as Json;
  }

  array(index: number): Json[] {
    const value = this.get(index);
    return Array.isArray(value) ? value : this.wrong(index, 'an array', value);
  }

  object(index: number): JsonObject {
    const value = this.get(index);
    return isObject(value) ? value : this.wrong(index, 'an object', value);
  }

  string(index: number, longest = Number.POSITIVE_INFINITY): string {
    const value = this.get(index);
    if (typeof value !== 'string') return this.wrong(index, 'a string', value);
    if (value.length > longest) this.fail(`argument ${index + 1} is longer than ${longest} characters`);
    return value;
  }

  /** Numbers are rounded to whole ones, halves upwards, as AWS does. */
  integer(index: number): number {
    const value = plain(this.get(index));
    return typeof value === 'number' ? Math.round(value) + 0 : this.wrong(index, 'a number', value);
  }

  private wrong(index: number, wanted: string, value: Json): never {
    return this.fail(`argument ${index + 1} must be ${wanted}, but it is ${JSON.stringify(value)}`);
  }
}
