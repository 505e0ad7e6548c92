import { isObject, type Json, type JsonObject } from '../language/json.ts';

/** What AWS's optimized integrations add to an answer of the service. */
export function sdkMetadata(
  requestId: string,
  contentType = 'application/x-amz-json-1.1',
  status = 200,
): JsonObject {
  const headers = { 'Content-Type': contentType, 'x-amzn-RequestId': requestId };
  const all = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return {
    SdkHttpMetadata: { AllHttpHeaders: all, HttpHeaders: headers, HttpStatusCode: status },
    SdkResponseMetadata: { RequestId: requestId },
  };
}

/** Dates as the integrations give them: optimized ones in epoch milliseconds, `aws-sdk` ones in ISO 8601. */
export type DateForm = 'milliseconds' | 'iso';

/** A service's answer as a state's data: member names in PascalCase. */
export function answerJson(value: unknown, dates: DateForm): Json {
  if (value instanceof Date) return dates === 'iso' ? value.toISOString() : value.getTime();
  if (Array.isArray(value)) return value.map((item) => answerJson(item, dates));
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(
      members.map(([name, member]) => [capitalized(name), answerJson(member, dates)]),
    );
  }
  return value === undefined ? null : (value as Json);
}

/** Parameters as a service whose members are in camelCase wants them. */
export function camelCased(value: Json): Json {
  if (Array.isArray(value)) return value.map(camelCased);
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([name, member]): [string, Json] => [
    uncapitalized(name),
    camelCased(member),
  ]);
  return Object.fromEntries(members);
}

/** The same the other way round: a request's members as templates write them. */
export function capitalizedMembers(value: Json): Json {
  if (Array.isArray(value)) return value.map(capitalizedMembers);
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([name, member]): [string, Json] => [
    capitalized(name),
    capitalizedMembers(member),
  ]);
  return Object.fromEntries(members);
}

/** Where the API wants a string and the definition gives JSON, AWS sends its text. */
export function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function uncapitalized(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
