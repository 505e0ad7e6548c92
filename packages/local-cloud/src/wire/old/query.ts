import { XMLBuilder } from 'fast-xml-parser';
import type { Shape } from '../../aws/call.ts';
import type { ServiceError } from '../../aws/errors.ts';

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' });

/** Lists are written as `<member>`s, timestamps in ISO 8601. */
function toXml(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.length === 0 ? '' : { member: value.map(toXml) };
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => [name, toXml(item)]),
  );
}

/** Body of a query-protocol answer. */
export const queryResponse = (
  operation: string,
  output: Shape,
  xmlNamespace: string,
  requestId: string,
): string =>
  builder.build({
    [`${operation}Response`]: {
      '@xmlns': xmlNamespace,
      [`${operation}Result`]: toXml(output),
      ResponseMetadata: { RequestId: requestId },
    },
  });

/** Body of a query-protocol error. */
export const queryError = (
  { code, message, statusCode }: ServiceError,
  xmlNamespace: string,
  requestId: string,
): string =>
  builder.build({
    ErrorResponse: {
      '@xmlns': xmlNamespace,
      Error: { Type: statusCode >= 500 ? 'Receiver' : 'Sender', Code: code, Message: message },
      RequestId: requestId,
    },
  });

/** `Tags.member.1.Key=a` → `{ Tags: [{ Key: 'a' }] }`: the form's flattened structure, nested again. */
export function queryInput(body: string): { operation: string; input: Shape } {
  const input: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(body)) {
    if (name !== 'Action' && name !== 'Version') place(input, name.split('.'), value);
  }
  return { operation: new URLSearchParams(body).get('Action') ?? '', input: lists(input) as Shape };
}

function place(target: Record<string, unknown>, [head = '', ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    target[head] = value;
    return;
  }
  target[head] ??= {};
  place(target[head] as Record<string, unknown>, rest, value);
}

function lists(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, lists(item)] as const);
  const [only] = entries;
  if (entries.length === 1 && only && (only[0] === 'member' || only[0] === 'entry'))
    return Object.values(only[1] as object);
  return Object.fromEntries(entries);
}
