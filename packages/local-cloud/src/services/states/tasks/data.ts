import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type ServiceModel, type ShapeUse, shapeOf } from '../../../aws/model/model.ts';
import { isObject, type Json, type JsonObject } from '../language/json.ts';

/** Dates as the integrations give them: optimized ones in epoch milliseconds, `aws-sdk` ones in ISO 8601 as Java writes it. */
export type DateForm = 'milliseconds' | 'iso';

export const capitalized = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** Where the API wants a string and the definition gives JSON, AWS sends its text. */
const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What is known of a service whose input is made of a state's data. */
export interface InputForm {
  readonly model: ServiceModel;
  /** Members whose JSON is sent as text. */
  readonly texts: readonly string[];
  /** Called with what AWS says of a value that is not of its member's type. */
  refuse(why: string): never;
}

/** A state's data as an operation's input: members as the API names them, bytes and dates as the SDK has them. */
export function inputOf(form: InputForm, use: ShapeUse, value: Json, field: string): unknown {
  if (value === null) return value;
  const { type, members = {}, member, value: item } = shapeOf(form.model, use);
  if (type === 'blob') return Buffer.from(asText(value));
  if (type === 'timestamp') return typeof value === 'string' ? new Date(value) : value;
  if (type === 'string' && typeof value !== 'string')
    return form.texts.includes(field)
      ? asText(value)
      : form.refuse(`The value for the field '${field}' must be a STRING`);
  if (member && Array.isArray(value)) return value.map((one) => inputOf(form, member, one, field));
  if (!isObject(value)) return value;
  const own = new Map(Object.entries(members).map(([name, of]) => [capitalized(name), { name, of }]));
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      const { name = key, of = item } = own.get(key) ?? {};
      return [name, of ? inputOf(form, of, one, key) : one];
    }),
  );
}

/** An operation's answer as a state's data: members in PascalCase, what the API does not know left out. */
export async function dataOf(
  model: ServiceModel,
  use: ShapeUse,
  value: unknown,
  dates: DateForm,
): Promise<Json> {
  if (value instanceof Date)
    return dates === 'iso' ? value.toISOString().replace('.000Z', 'Z') : value.getTime();
  if (value instanceof Readable) return (await buffer(value)).toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  const { members, member, value: item } = shapeOf(model, use);
  if (member && Array.isArray(value))
    return Promise.all(value.map((one) => dataOf(model, member, one, dates)));
  if (typeof value !== 'object' || value === null) return value as Json;
  const data: JsonObject = {};
  for (const [key, one] of Object.entries(value)) {
    const of = members ? members[key] : item;
    if (of && one !== undefined) data[members ? capitalized(key) : key] = await dataOf(model, of, one, dates);
  }
  return data;
}

/** What AWS's optimized integrations add to an answer of the service. */
export function sdkMetadata({ metadata }: ServiceModel, requestId: string): JsonObject {
  const types: Readonly<Record<string, string>> = {
    json: `application/x-amz-json-${metadata.jsonVersion}`,
    'rest-json': 'application/json',
  };
  const headers = {
    'Content-Type': types[metadata.protocol] ?? 'text/xml',
    'x-amzn-RequestId': requestId,
  };
  const all = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return {
    SdkHttpMetadata: { AllHttpHeaders: all, HttpHeaders: headers, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
