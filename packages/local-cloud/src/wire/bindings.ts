import type { Readable } from 'node:stream';
import type { Shape } from '../aws/call.ts';
import {
  membersOf,
  type ServiceModel,
  type ShapeModel,
  type ShapeUse,
  shapeOf,
  type TimestampFormat,
} from '../aws/model/model.ts';
import { fromText, toText } from './text.ts';
import { memberUse } from './tree.ts';
import type { Asked, WireRequest } from './wire.ts';

// Members of REST operations that stand in the path, the query and the headers.

type Source = (name: string) => readonly string[] | undefined;

/** Signatures, headers that presigned URLs carry, and the SDKs' own name of the operation. */
export const isCommonParameter = (name: string): boolean => /^x-amz-/i.test(name) || name === 'x-id';

function queryMap(shape: ShapeModel, query: URLSearchParams, taken: ReadonlySet<string>): Shape | undefined {
  const names = [...new Set(query.keys())].filter((name) => !taken.has(name) && !isCommonParameter(name));
  if (names.length === 0) return undefined;
  return Object.fromEntries(names.map((name) => [name, shape.value ? query.getAll(name).at(-1) : undefined]));
}

function scalarOf(use: ShapeUse, shape: ShapeModel, text: string, timestamps: TimestampFormat): unknown {
  // An empty number, date or flag says nothing.
  if (text === '' && shape.type !== 'string') return undefined;
  const value = fromText(use, shape, text, timestamps);
  // Nor does a condition on what is no date: RFC 9110, 13.1.3.
  const isCondition = use.location === 'header' && /-since$/i.test(use.locationName ?? '');
  return isCondition && !(value instanceof Date) ? undefined : value;
}

function boundValue(
  model: ServiceModel,
  use: ShapeUse,
  place: 'header' | 'querystring',
  source: Source,
): unknown {
  const shape = shapeOf(model, use);
  const texts = source(use.locationName ?? '');
  if (texts === undefined) return undefined;
  if (shape.type !== 'list')
    return scalarOf(use, shape, texts.at(-1) ?? '', place === 'header' ? 'rfc822' : 'iso8601');
  const member = shape.member as ShapeUse;
  const items =
    place === 'header' ? texts.flatMap((text) => text.split(',')).map((text) => text.trim()) : texts;
  return items.map((text) => fromText(member, shapeOf(model, member), text, 'iso8601'));
}

/** Headers below a prefix, e.g. `x-amz-meta-`. */
function headerMap(prefix: string, headers: WireRequest['headers']): Shape | undefined {
  const entries = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(prefix.length), String(value)]));
}

/** Names of the query that an operation's address and members take. */
function takenNames(uri: string, uses: readonly ShapeUse[]): Set<string> {
  const literals = new URLSearchParams(uri.split('?')[1] ?? '').keys();
  const own = uses
    .filter(({ location }) => location === 'querystring')
    .map(({ locationName = '' }) => locationName);
  return new Set([...literals, ...own]);
}

/** Members of an input that stand outside of the body, and names of the query that no member has. */
export function decodeBindings(
  model: ServiceModel,
  input: ShapeUse,
  uri: string,
  { headers, query }: Pick<WireRequest, 'headers' | 'query'>,
  path: Asked['path'] = {},
): { bound: Shape; unknown: readonly string[] } {
  const shape = shapeOf(model, input);
  const members = membersOf(shape);
  const taken = takenNames(
    uri,
    members.map(([, use]) => use),
  );
  const header: Source = (name) => {
    const value = headers[name.toLowerCase()];
    return value === undefined ? undefined : [value].flat();
  };
  const inQuery: Source = (name) => (query.has(name) ? query.getAll(name) : undefined);
  const bind = (use: ShapeUse): unknown => {
    const { location, locationName = '' } = use;
    const placed = shapeOf(model, use);
    if (location === 'uri') return scalarOf(use, placed, path[locationName] ?? '', 'iso8601');
    if (location === 'headers') return headerMap(locationName.toLowerCase(), headers);
    if (location === 'header') return boundValue(model, use, 'header', header);
    if (location !== 'querystring') return undefined;
    return placed.type === 'map'
      ? queryMap(placed, query, taken)
      : boundValue(model, use, 'querystring', inQuery);
  };
  const entries = members.map(([name, use]): [string, unknown] => [name, bind(use)]);
  const anyQuery = members.some(
    ([, use]) => use.location === 'querystring' && shapeOf(model, use).type === 'map',
  );
  const unknown = anyQuery
    ? []
    : [...query.keys()].filter((name) => !taken.has(name) && !isCommonParameter(name));
  return { bound: Object.fromEntries(entries.filter(([, value]) => value !== undefined)), unknown };
}

/** An output in its parts. */
export interface Bound {
  readonly status: number | undefined;
  readonly headers: Record<string, string>;
  /** Members of the body. */
  readonly body: Shape;
}

function headerText(model: ServiceModel, use: ShapeUse, value: unknown): string {
  const shape = shapeOf(model, use);
  if (Array.isArray(value)) return value.map(String).join(',');
  return toText(use, shape, value, 'rfc822');
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

/** The payload member of a shape whose payload is bytes, a stream or text; undefined where it is none. */
export function rawPayload(
  model: ServiceModel,
  use: ShapeUse,
): { name: string; shape: ShapeModel } | undefined {
  const { payload, members = {} } = shapeOf(model, use);
  const member = payload === undefined ? undefined : members[payload];
  if (payload === undefined || !member) return undefined;
  const shape = shapeOf(model, member);
  return shape.type === 'structure' ? undefined : { name: payload, shape };
}

/** Bytes, stream or text of a request, for such a payload. */
export const payloadOf = (shape: ShapeModel, { body, stream }: WireRequest): Readable | Buffer | string =>
  shape.type === 'string' ? body.toString('utf8') : (stream ?? body);
