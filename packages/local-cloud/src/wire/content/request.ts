import type { IncomingHttpHeaders } from 'node:http';
import type { HttpRequest } from '../../aws/http-request.ts';
import { operationOf, type ServiceModel } from '../../aws/model/model.ts';
import type { Signing } from '../../aws/signing/signing.ts';
import { payloadOf, takesStream } from '../bindings.ts';
import type { WireRequest } from '../wire.ts';
import { contentOf, documentOf } from './content.ts';
import { invalidRequest } from './failures.ts';
import { headersOf } from './headers.ts';

const hasBody = ({ headers }: HttpRequest): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

/** Checksum headers of a completion speak of the object; only Content-MD5 and SHA-256 hold for its document. */
const ofDocument = (operation: string, headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  operation === 'CompleteMultipartUpload'
    ? Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('x-amz-checksum-')))
    : headers;

const VERIFIES = /^(content-md5|x-amz-checksum-|x-amz-trailer$)/;

/** A list of what shall be deleted must come with its checksum. */
function checkVerifiable(operation: string, headers: IncomingHttpHeaders): void {
  if (operation === 'DeleteObjects' && !Object.keys(headers).some((header) => VERIFIES.test(header)))
    throw invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
}

/** A request of S3 with what its operation takes: bytes as they come, a document whole. Both are verified. */
export async function withContent(
  request: WireRequest,
  source: AsyncIterable<Buffer>,
  model: ServiceModel,
  operation: string,
  signing: Signing,
): Promise<WireRequest> {
  const input = operationOf(model, operation)?.input;
  const headers = headersOf(request);
  if (takesStream(model, operation))
    return { ...request, stream: contentOf(request, headers, source, signing) };
  if (!input || !payloadOf(model, input) || !hasBody(request)) return request;
  checkVerifiable(operation, headers);
  const content = contentOf(request, ofDocument(operation, headers), source, signing);
  return { ...request, body: await documentOf(content) };
}
