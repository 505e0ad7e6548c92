import { ServiceError } from '../../aws/errors.ts';

/** Largest payload of an invocation, by its type: "Lambda quotas". */
const LARGEST: Readonly<Record<string, number>> = { RequestResponse: 6 * 1024 * 1024, Event: 1024 * 1024 };

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The payload of an invocation as it was sent, once it is known to be JSON; none is an empty object. */
export function payloadText(bytes: Uint8Array = new Uint8Array(), type = 'RequestResponse'): string {
  const largest = LARGEST[type] ?? Number.POSITIVE_INFINITY;
  if (bytes.length > largest)
    throw new ServiceError(
      'RequestTooLargeException',
      `${bytes.length} byte payload is too large for the ${type} invocation type (limit ${largest} bytes)`,
      413,
    );
  if (bytes.length === 0) return '{}';
  try {
    const text = decoder.decode(bytes);
    JSON.parse(text);
    return text;
  } catch (error) {
    const message = `Could not parse request body into json: ${(error as Error).message}`;
    throw new ServiceError('InvalidRequestContentException', message, 400, { Type: 'User' });
  }
}

/** An answer as a member of a JSON text: one that is no JSON (Python writes NaN) stands there as a string. */
export function jsonMember(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text);
  }
}
