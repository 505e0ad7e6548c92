import type { IncomingHttpHeaders } from 'node:http';
import type { HttpRequest } from '../../aws/http-request.ts';

const SIGNATURE = /^x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token)$/;

/** Headers, with those that a presigned URL carries in its query. */
function folded({ headers, query }: HttpRequest): IncomingHttpHeaders {
  const inQuery: [string, string][] = [];
  for (const [name, value] of query) {
    const lower = name.toLowerCase();
    // The SDKs' name of an algorithm only says which one the client would have used, had it had the body.
    if (lower.startsWith('x-amz-') && !SIGNATURE.test(lower) && lower !== 'x-amz-sdk-checksum-algorithm')
      inQuery.push([lower, value]);
  }
  return inQuery.length === 0 ? headers : { ...Object.fromEntries(inQuery), ...headers };
}

const CODING = 'aws-chunked';

/** What the content of a request is coded by: `aws-chunked` and others. */
export const codingsOf = ({ 'content-encoding': encoding = '' }: IncomingHttpHeaders): string[] =>
  encoding
    .split(',')
    .map((coding) => coding.trim())
    .filter(Boolean);

export const isChunked = (headers: IncomingHttpHeaders): boolean => codingsOf(headers).includes(CODING);

/** Headers of a request of S3 as its operations know them: with those in the query, without what aws-chunked changes. */
export function headersOf(request: HttpRequest): IncomingHttpHeaders {
  const headers = folded(request);
  const { 'content-encoding': encoding, 'x-amz-decoded-content-length': length } = headers;
  if (encoding === undefined && length === undefined) return headers;
  const codings = codingsOf(headers).filter((coding) => coding !== CODING);
  return {
    ...headers,
    'content-encoding': codings.length === 0 ? undefined : codings.join(','),
    'content-length': length === undefined ? headers['content-length'] : String(length),
  };
}
