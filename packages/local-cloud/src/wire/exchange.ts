import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ServiceError } from '../aws/errors.ts';
import type { WireResponse } from './wire.ts';

/** The body as it comes. To leave `for await (… of req)` early would destroy the socket, and with it the answer. */
export const bytesOf = (req: IncomingMessage): AsyncIterable<Buffer> =>
  req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;

/** The whole body; refuses one that is longer than `limit`. */
export async function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytesOf(req)) {
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

/** What a stream says of a client that went away. */
const GONE = ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'];

/** Writes an answer. */
export async function send(
  { status, headers, body }: WireResponse,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  // A body that was not read is read past: to close while the client still sends would cost it the answer.
  if (!req.readableEnded) req.resume();
  res.writeHead(status, headers);
  if (!(body instanceof Readable)) res.end(req.method === 'HEAD' ? undefined : body);
  else if (req.method === 'HEAD') res.end(void body.destroy());
  else
    await pipeline(body, res).catch((error: NodeJS.ErrnoException) => {
      if (!GONE.includes(error.code ?? '')) throw error;
    });
}
