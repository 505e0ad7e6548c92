import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** A request without its body, parsed once. */
export interface HttpRequest {
  readonly method: string;
  /** As it was sent, with its escapes. */
  readonly path: string;
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

export function parsedRequest({ method = 'GET', url = '/', headers }: IncomingMessage): HttpRequest {
  const mark = url.indexOf('?');
  const rawQuery = mark < 0 ? '' : url.slice(mark + 1);
  const path = mark < 0 ? url : url.slice(0, mark);
  return { method, path, rawQuery, query: new URLSearchParams(rawQuery), headers };
}

/** A header's value as a signature sees it; undefined where it was not sent. */
export function header({ headers }: HttpRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
