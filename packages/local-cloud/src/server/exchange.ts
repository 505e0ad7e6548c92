import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Service, ServiceError } from '../service.ts';
import { encodeJson, jsonError } from './protocols/json.ts';
import { queryError } from './protocols/query.ts';

/** The whole body; refuses one that is longer than `limit`. */
export async function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit)
      throw new ServiceError(
        'RequestEntityTooLargeException',
        `the request is longer than ${limit} bytes`,
        413,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function answer(
  res: ServerResponse,
  status: number,
  type: string,
  body: string,
  requestId: string,
): void {
  const bytes = Buffer.from(body);
  res.writeHead(status, {
    'content-type': type,
    'content-length': bytes.length,
    'x-amzn-requestid': requestId,
  });
  res.end(bytes);
}

const s3Error = ({ code, message }: ServiceError, requestId: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message.replace(/[<>&]/g, ' ')}</Message><RequestId>${requestId}</RequestId></Error>`;

/** Writes an error as the service's clients parse it. */
export function answerError(
  res: ServerResponse,
  service: Service | undefined,
  error: ServiceError,
  requestId: string,
  req: IncomingMessage,
): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  // The rest of a body that was not read would be taken for the next request of the connection.
  if (!req.readableEnded) res.setHeader('connection', 'close');
  const protocol = service?.protocol;
  if (protocol?.kind === 'query')
    answer(res, error.statusCode, 'text/xml', queryError(error, protocol.xmlNamespace, requestId), requestId);
  else if (service?.signingName === 's3')
    answer(
      res,
      error.statusCode,
      'application/xml',
      req.method === 'HEAD' ? '' : s3Error(error, requestId),
      requestId,
    );
  else {
    res.setHeader('x-amzn-errortype', error.code);
    answer(res, error.statusCode, 'application/json', encodeJson(jsonError(error)), requestId);
  }
}
