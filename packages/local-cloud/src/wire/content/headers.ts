import type { IncomingHttpHeaders } from 'node:http';
import type { HttpRequest } from '../../aws/http-request.ts';

const SIGNATURE = /^x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token)$/;
/** What the SDKs write of a body that they do not have when they sign a URL; S3 takes checksums of headers and trailers only. */
const CHECKSUM = /^x-amz-(sdk-checksum-algorithm|checksum-(crc32|crc32c|crc64nvme|sha1|sha256))$/;

/** Headers, with those that a presigned URL carries in its query. */
function folded({ headers, query }: HttpRequest): IncomingHttpHeaders {
  const inQuery: [string, string][] = [];
  for (const [name, value] of query) {
    const lower = name.toLowerCase();
    if (lower.startsWith('x-amz-') && !SIGNATURE.test(lower) && !CHECKSUM.test(lower))
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
