import type { IncomingMessage, ServerResponse } from 'node:http';
import { ServiceError } from '../aws/errors.ts';
import type { Family } from '../aws/signing/refusals.ts';
import type { LegacyService } from '../kernel/legacy.ts';
import { errorXml } from '../services/s3/xml.ts';
import { encodeJson, jsonError } from './json.ts';
import { queryError } from './query.ts';

/** The whole body; refuses one that is longer than `limit`. */
export async function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // To leave `for await (… of req)` early would destroy the socket, and with it the answer.
  const source = req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const chunk of source) {
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

/** Answers that a protocol family's clients parse as an error. */
export interface ErrorWire {
  readonly family: Family;
  /** Of query services. */
  readonly xmlNamespace?: string;
  readonly queryErrors?: LegacyService['queryErrors'];
  readonly ownErrors?: LegacyService['ownErrors'];
}

/** How errors of a service are written. */
export const errorWireOf = ({ protocol, signingName, queryErrors, ownErrors }: LegacyService): ErrorWire => ({
  family: signingName === 's3' ? 's3' : protocol.kind === 'query' ? 'query' : 'json',
  ...(protocol.kind === 'query' ? { xmlNamespace: protocol.xmlNamespace } : {}),
  ...(queryErrors ? { queryErrors } : {}),
  ...(ownErrors ? { ownErrors } : {}),
});

/** An error as the service itself names it. */
function owned(error: ServiceError, { ownErrors = {} }: ErrorWire): ServiceError {
  const own = Object.hasOwn(ownErrors, error.code) ? ownErrors[error.code] : undefined;
  return own ? new ServiceError(own[0], error.message, own[1], error.fields) : error;
}

/** Writes an error as the service's clients parse it. */
export function answerError(
  res: ServerResponse,
  wire: ErrorWire,
  shared: ServiceError,
  requestId: string,
  req: IncomingMessage,
): void {
  const { family, xmlNamespace = '', queryErrors } = wire;
  const error = owned(shared, wire);
  if (res.headersSent) {
    res.destroy();
    return;
  }
  // A body that was not read is read past: to close while the client still sends would cost it the answer.
  if (!req.readableEnded) req.resume();
  const { code, message, statusCode, fields } = error;
  if (family === 'query') {
    answer(res, statusCode, 'text/xml', queryError(error, xmlNamespace, requestId), requestId);
  } else if (family === 's3') {
    const body = errorXml({
      Code: code,
      Message: message,
      ...fields,
      RequestId: requestId,
      HostId: requestId,
    });
    res.setHeader('server', 'AmazonS3');
    res.setHeader('x-amz-request-id', requestId);
    answer(res, statusCode, 'application/xml', req.method === 'HEAD' ? '' : body, requestId);
  } else {
    res.setHeader('x-amzn-errortype', code);
    const queryCode = queryErrors?.[code];
    if (queryCode) res.setHeader('x-amzn-query-error', `${queryCode};Sender`);
    answer(res, statusCode, 'application/json', encodeJson(jsonError(error)), requestId);
  }
}
