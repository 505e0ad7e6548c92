import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Shape } from '../../src/aws/call.ts';
import type { ServiceError } from '../../src/aws/errors.ts';
import type { Json } from '../../src/aws/json.ts';
import { REGION, type StatesBench } from './states-kernel.ts';

/** Serves the bench to a real SDK client over HTTP. */
export async function serve(bench: StatesBench): Promise<{ client: SFNClient; close: () => Promise<void> }> {
  const server = createServer(async (req, res) => {
    const operation = String(req.headers['x-amz-target']).split('.').at(-1) as string;
    try {
      const answer = await bench.call(operation, JSON.parse(await bodyOf(req)) as Shape);
      res.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(encode(answer));
    } catch (error) {
      const { code, message, statusCode } = error as ServiceError;
      res.writeHead(statusCode ?? 500).end(JSON.stringify({ __type: code, message }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new SFNClient({ endpoint, region: REGION, credentials, maxAttempts: 1 });
  const close = async (): Promise<void> => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { client, close };
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of req) text += chunk;
  return text;
}

/** Timestamps of JSON 1.0 are epoch seconds. */
function encode(answer: Shape): string {
  return JSON.stringify(answer, function (this: Record<string, unknown>, key, value: Json) {
    const original = this[key];
    return original instanceof Date ? original.getTime() / 1000 : value;
  });
}
