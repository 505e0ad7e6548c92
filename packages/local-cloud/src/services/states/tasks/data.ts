import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Shape } from '../../../aws/call.ts';
import { isObject, type Json, type JsonObject, numberOf } from '../../../aws/json.ts';
import { type ServiceModel, type ShapeModel, shapeOf } from '../../../aws/model/model.ts';

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

/** What is known of a service whose answer becomes a state's data. */
export interface AnswerForm {
  readonly model: ServiceModel;
  /** Optimized integrations give dates in epoch milliseconds, `aws-sdk` ones in ISO 8601 as Java writes it. */
  readonly dates: 'milliseconds' | 'iso';
}

/** What the SDK for Java sends of bytes whose type nobody told. */
export const typed = ({ payload = '', members = {} }: ShapeModel, data: JsonObject): JsonObject =>
  members[payload]?.streaming && members.ContentType
    ? { ContentType: 'application/octet-stream', ...data }
    : data;

/** A state's data as an operation's input: members as the API names them, bytes and dates as the SDK has them. */
export function inputOf(form: InputForm, { members = {}, value: item }: ShapeModel, data: JsonObject): Shape {
  const own = new Map(Object.entries(members).map(([name, use]) => [capitalized(name), { name, use }]));
  const given = Object.entries(data).map(([key, one]) => {
    const { name = key, use = item } = own.get(key) ?? {};
    return [name, use ? memberOf(form, shapeOf(form.model, use), one, key) : one];
  });
  return Object.fromEntries(given);
}

function memberOf(form: InputForm, shape: ShapeModel, value: Json, field: string): unknown {
  const { type, member } = shape;
  if (value === null) return value;
  if (type === 'blob') return Buffer.from(asText(value));
  if (type === 'timestamp' && typeof value === 'string') return new Date(value);
  if (type === 'string' && typeof value !== 'string')
    return form.texts.includes(field)
      ? asText(value)
      : form.refuse(`The value for the field '${field}' must be a STRING`);
  if (member && Array.isArray(value))
    return value.map((one) => memberOf(form, shapeOf(form.model, member), one, field));
  return isObject(value) ? inputOf(form, shape, value) : (numberOf(value) ?? value);
}

/** An operation's answer as a state's data: members in PascalCase, what the API does not know left out. */
export async function dataOf(form: AnswerForm, shape: ShapeModel, answer: Shape): Promise<JsonObject> {
  const { members, value: item } = shape;
  const data: JsonObject = {};
  for (const [key, one] of Object.entries(answer)) {
    const use = members ? members[key] : item;
    if (!use || one === undefined) continue;
    data[members ? capitalized(key) : key] = await jsonOf(form, shapeOf(form.model, use), one);
  }
  return data;
}

async function jsonOf(form: AnswerForm, shape: ShapeModel, value: unknown): Promise<Json> {
  const { member } = shape;
  if (value instanceof Date)
    return form.dates === 'iso' ? value.toISOString().replace('.000Z', 'Z') : value.getTime();
  if (value instanceof Readable) return text(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (member && Array.isArray(value))
    return Promise.all(value.map((one) => jsonOf(form, shapeOf(form.model, member), one)));
  return isObject(value) ? dataOf(form, shape, value) : (value as Json);
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
