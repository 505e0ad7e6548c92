import { isObject, type Json, type JsonObject } from '../../../aws/json.ts';
import { SyntaxFault } from '../language/faults.ts';
import { parsePath } from '../language/paths/parse.ts';
import { parseReferencePath, parseResultPath } from '../language/paths/reference.ts';
import { checkTemplate } from '../language/template.ts';
import { checkQuery, type StatesMember } from './check-query.ts';
import { NOT_DONE } from './fields.ts';
import type { QueryLanguage } from './types.ts';

/** As ValidateStateMachineDefinition answers. */
export interface Diagnostic {
  readonly severity: 'ERROR';
  readonly code:
    | 'SCHEMA_VALIDATION_FAILED'
    | 'MISSING_TRANSITION_TARGET'
    | 'INVALID_JSON_DESCRIPTION'
    | 'INVALID_JSONATA_EXPRESSION'
    | 'UNSUPPORTED_JSONATA_EXPRESSION';
  readonly message: string;
  readonly location?: string;
}

/** One object of a definition under check; what is wrong with it lands in the shared list. */
export class Checked {
  readonly object: JsonObject;
  readonly location: string;
  readonly found: Diagnostic[];

  constructor(object: JsonObject, location: string, found: Diagnostic[]) {
    this.object = object;
    this.location = location;
    this.found = found;
  }

  at(field: string): string {
    return `${this.location}/${field}`;
  }

  report(
    message: string,
    location = this.location || '/',
    code: Diagnostic['code'] = 'SCHEMA_VALIDATION_FAILED',
  ): void {
    this.found.push({ severity: 'ERROR', code, message, location });
  }

  has(field: string): boolean {
    return Object.hasOwn(this.object, field);
  }

  get(field: string): Json {
    return this.object[field] as Json;
  }

  /** Refuses every field but these, by name and place. */
  only(fields: readonly string[]): void {
    for (const field of Object.keys(this.object)) {
      if (fields.includes(field)) continue;
      const reason = NOT_DONE[field];
      const message = reason
        ? `The field '${field}' (${reason}) is not supported by the local cloud`
        : `Field '${field}' is not supported here; supported are ${fields.join(', ')}`;
      this.report(message, this.at(field));
    }
  }

  required(fields: readonly string[]): void {
    const missing = fields.filter((field) => !this.has(field));
    if (missing.length > 0) this.report(`These fields are required: [${missing.join(', ')}]`);
  }

  atMostOne(fields: readonly string[]): number {
    const given = fields.filter((field) => this.has(field));
    if (given.length > 1)
      this.report(`Only one of [${fields.join(', ')}] can be given, but there are ${given.join(', ')}`);
    return given.length;
  }

  strings(fields: readonly string[]): void {
    for (const field of fields) {
      if (this.has(field) && typeof this.get(field) !== 'string')
        this.report('Expected value of type String', this.at(field));
    }
  }

  number(field: string, least: number, most: number, whole = true): void {
    if (!this.has(field)) return;
    const value = this.get(field);
    if (typeof value !== 'number' || (whole && !Number.isInteger(value)) || value < least || value > most) {
      const kind = whole ? 'an integer' : 'a number';
      this.report(
        `Expected ${kind} from ${least} to ${most}, but it is ${JSON.stringify(value)}`,
        this.at(field),
      );
    }
  }

  /** A whole number, or in JSONata an expression for one. */
  numberOrQuery(field: string, least: number, most: number, language: QueryLanguage): void {
    if (language === 'JSONata' && typeof this.object[field] === 'string') this.query(field, [], true);
    else this.number(field, least, most);
  }

  /** The expressions of a JSONata field: whether they can be read, and what of `$states` they may read. */
  query(field: string, allowed: readonly StatesMember[] = [], expression = false): void {
    if (!this.has(field)) return;
    checkQuery(this.get(field), { allowed, expression }, (message, below, code) =>
      this.report(message, `${this.at(field)}${below}`, code),
    );
  }

  path(field: string, kind: 'path' | 'reference' | 'result', nullable = false): void {
    if (!this.has(field)) return;
    const value = this.get(field);
    if (value === null && nullable) return;
    try {
      if (typeof value !== 'string') throw new SyntaxFault('it must be a string');
      if (kind === 'path') parsePath(value);
      else if (kind === 'reference') parseReferencePath(value);
      else parseResultPath(value);
    } catch (error) {
      if (!(error instanceof SyntaxFault)) throw error;
      const wanted = kind === 'path' ? 'JSONPath' : 'Reference Path';
      this.report(`Value is not a ${wanted}: ${error.message}`, this.at(field));
    }
  }

  template(field: string): void {
    if (!this.has(field)) return;
    checkTemplate(this.get(field), (message, below) => this.report(message, `${this.at(field)}${below}`));
  }

  /** The objects of a list, each checked; a list that must not be empty says so. */
  list(field: string, least: number, each: (item: Checked, index: number) => void): void {
    if (!this.has(field)) return;
    const value = this.get(field);
    if (!Array.isArray(value)) {
      this.report('Expected value of type Array', this.at(field));
      return;
    }
    if (value.length < least) {
      this.report('Value cannot be empty', this.at(field));
      return;
    }
    for (const [index, item] of value.entries()) {
      const location = `${this.at(field)}[${index}]`;
      if (isObject(item)) each(new Checked(item, location, this.found), index);
      else this.report('Expected value of type Object', location);
    }
  }
}
