import type { IncomingHttpHeaders } from 'node:http';
import type { Shape } from '../aws/call.ts';
import {
  membersOf,
  type OperationModel,
  operationOf,
  type ServiceModel,
  type ShapeModel,
  type ShapeUse,
  shapeOf,
  type TimestampFormat,
} from '../aws/model/model.ts';
import { record } from '../aws/record.ts';
import { fromText, toText } from './text.ts';
import { memberUse } from './tree.ts';
import type { Asked, WireRequest } from './wire.ts';

// Members of REST operations that stand in the path, the query and the headers.

/** Signatures, headers that presigned URLs carry, and the SDKs' own name of the operation. */
const isCommonParameter = (name: string): boolean => /^x-amz-/i.test(name) || name === 'x-id';

function scalarOf(use: ShapeUse, shape: ShapeModel, text: string, timestamps: TimestampFormat): unknown {
  // An empty number, date or flag says nothing.
  if (text === '' && shape.type !== 'string') return undefined;
  const value = fromText(use, shape, text, timestamps);
  // Nor does a condition on what is no date: RFC 9110, 13.1.3.
  const isCondition = use.location === 'header' && /-since$/i.test(use.locationName ?? '');
  return isCondition && !(value instanceof Date) ? undefined : value;
}

function inQuery(model: ServiceModel, use: ShapeUse, query: URLSearchParams): unknown {
  const { locationName = '' } = use;
  const shape = shapeOf(model, use);
  if (!query.has(locationName)) return undefined;
  if (shape.type !== 'list') return scalarOf(use, shape, query.get(locationName) ?? '', 'iso8601');
  return query.getAll(locationName);
}

function inHeader(model: ServiceModel, use: ShapeUse, headers: IncomingHttpHeaders): unknown {
  const value = headers[(use.locationName ?? '').toLowerCase()];
  const shape = shapeOf(model, use);
  if (value === undefined) return undefined;
  if (shape.type !== 'list') return scalarOf(use, shape, String(value), 'rfc822');
  return String(value)
    .split(',')
    .map((text) => text.trim());
}

/** Headers below a prefix, e.g. `x-amz-meta-`. */
function inHeaders({ locationName = '' }: ShapeUse, headers: IncomingHttpHeaders): Shape | undefined {
  const prefix = locationName.toLowerCase();
  const entries = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  if (entries.length === 0) return undefined;
  return record(entries.map(([name, value]) => [name.slice(prefix.length), String(value)]));
}

/** What stands of an input outside of the body. */
export interface Places extends Pick<WireRequest, 'headers' | 'query'> {
  readonly path: Asked['path'];
}

function placed(model: ServiceModel, use: ShapeUse, { headers, query, path = {} }: Places): unknown {
  switch (use.location) {
    case 'uri':
      return path[use.locationName ?? ''];
    case 'headers':
      return inHeaders(use, headers);
    case 'header':
      return inHeader(model, use, headers);
    case 'querystring':
      return inQuery(model, use, query);
    default:
      return undefined;
  }
}

/** Members of an input that stand outside of the body. */
export function decodeBindings(model: ServiceModel, input: ShapeUse, places: Places): Shape {
  const entries = membersOf(shapeOf(model, input)).map(([name, use]): [string, unknown] => [
    name,
    placed(model, use, places),
  ]);
  return record(entries.filter(([, value]) => value !== undefined));
}

/** Names of the query that neither the operation's address nor a member has. */
export function unknownParameters(
  model: ServiceModel,
  { http, input }: OperationModel,
  query: URLSearchParams,
): string[] {
  const taken = new Set(new URLSearchParams(http.requestUri.split('?')[1] ?? '').keys());
  for (const [, { location, locationName = '' }] of input ? membersOf(shapeOf(model, input)) : [])
    if (location === 'querystring') taken.add(locationName);
  return [...query.keys()].filter((name) => !taken.has(name) && !isCommonParameter(name));
}

/** An output in its parts. */
export interface Bound {
  readonly status: number | undefined;
  readonly headers: Record<string, string>;
  /** Members of the body. */
  readonly body: Shape;
}

function headerText(model: ServiceModel, use: ShapeUse, value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(',');
  return toText(use, shapeOf(model, use), value, 'rfc822');
}

/** Parts an output into status, headers and body; throws on a member that AWS does not know. */
export function encodeBindings(model: ServiceModel, output: ShapeUse, value: Shape): Bound {
  const { members = {} } = shapeOf(model, output);
  const headers: Record<string, string> = {};
  const body: [string, unknown][] = [];
  let status: number | undefined;
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined || item === null) continue;
    const use = memberUse(members, output.shape, name);
    const wireName = (use.locationName ?? name).toLowerCase();
    if (use.location === 'statusCode') status = Number(item);
    else if (use.location === 'header') headers[wireName] = headerText(model, use, item);
    else if (use.location === 'headers')
      for (const [key, text] of Object.entries(item)) headers[`${wireName}${key}`] = String(text);
    else body.push([name, item]);
  }
  return { status, headers, body: Object.fromEntries(body) };
}

/** The member of a shape that is the body. */
export interface Payload {
  readonly name: string;
  readonly use: ShapeUse;
  readonly type: ShapeModel['type'];
  /** Whether it is bytes, a stream or text, and no document. */
  readonly isRaw: boolean;
}

/** The payload of a shape; undefined where the body holds all members that have no other place. */
export function payloadOf(model: ServiceModel, shapeUse: ShapeUse): Payload | undefined {
  const { payload: name, members = {} } = shapeOf(model, shapeUse);
  const use = name === undefined ? undefined : members[name];
  if (name === undefined || !use) return undefined;
  const { type } = shapeOf(model, use);
  return { name, use, type, isRaw: type !== 'structure' };
}

/** Bytes, stream or text of a request. */
export const rawBody = (
  { type }: Payload,
  { body, stream }: WireRequest,
): WireRequest['stream'] | Buffer | string => (type === 'string' ? body.toString('utf8') : (stream ?? body));

/** Whether the body of an operation's requests is a stream, which is handed on unread. */
export function takesStream(model: ServiceModel, operation: string): boolean {
  const input = operationOf(model, operation)?.input;
  const payload = input && payloadOf(model, input);
  return payload ? (payload.use.streaming ?? shapeOf(model, payload.use).streaming ?? false) : false;
}
