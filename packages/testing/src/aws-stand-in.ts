import type { IncomingMessage } from 'node:http';
import { listen } from './server.ts';

/** One call as it came over the wire. */
export interface Received {
  readonly operation: string;
  // biome-ignore lint/suspicious/noExplicitAny: bodies are data of any shape
  readonly input: any;
}
export type Answers = (
  operation: string,
  input: Received['input'],
) => { status?: number; body: object | string };

/** AWS at the edge of the network: answers what a test says, and remembers what was asked. */
export interface StandIn extends AsyncDisposable {
  readonly endpoint: string;
  readonly received: Received[];
}

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string')
    return { operation: target.split('.').at(-1) ?? '', input: JSON.parse(text) };
  const query = Object.fromEntries(new URLSearchParams(text));
  return { operation: query.Action ?? '', input: query };
}

/** Listens on a free port. */
export async function standIn(answers: Answers): Promise<StandIn> {
  const received: Received[] = [];
  const { url, close } = await listen(async (request, response) => {
    const call = await read(request);
    received.push(call);
    const { status = 200, body } = answers(call.operation, call.input);
    const xml = typeof body === 'string';
    response.writeHead(status, { 'content-type': xml ? 'text/xml' : 'application/x-amz-json-1.1' });
    response.end(xml ? body : JSON.stringify(body));
  });
  return { endpoint: url, received, [Symbol.asyncDispose]: close };
}

/** STS's answer to GetCallerIdentity. */
export const identity = (account: string): string =>
  `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/u</Arn><UserId>U</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
