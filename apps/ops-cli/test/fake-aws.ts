import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Listening, listen } from '@tlc-elt/testing';

export type Handler = (input: Record<string, unknown>) => unknown;

/** An answer that the SDKs parse as the modelled exception. */
export class AwsError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** AWS's HTTP edge: operations by name, S3 objects by `bucket/key`. What no test has given is refused. */
export interface FakeAws extends Listening {
  readonly handlers: Map<string, Handler>;
  readonly objects: Map<string, Uint8Array>;
  readonly calls: { readonly operation: string; readonly input: Record<string, unknown> }[];
}

export async function startFakeAws(): Promise<FakeAws> {
  const fake = {
    handlers: new Map<string, Handler>(),
    objects: new Map<string, Uint8Array>(),
    calls: [] as FakeAws['calls'],
  };
  const listening = await listen((request, response) => {
    answer(fake, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  return { ...fake, ...listening };
}

type State = Pick<FakeAws, 'handlers' | 'objects' | 'calls'>;

async function answer(fake: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const target = request.headers['x-amz-target'];
  const rest = target ? undefined : restCall(request.method ?? '', url);
  if (!target && !rest) return answerS3(fake, request, url, Buffer.concat(chunks), response);
  const operation = rest?.operation ?? String(target).split('.')[1] ?? '';
  const input = { ...(JSON.parse(Buffer.concat(chunks).toString() || '{}') as object), ...rest?.input };
  fake.calls.push({ operation, input });
  try {
    const handler = fake.handlers.get(operation);
    if (!handler) throw new AwsError('UnknownOperationException', `no test has given ${operation}`);
    const { headers, ...body } = ((await handler(input)) ?? {}) as { headers?: Record<string, string> };
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', ...headers });
    response.end(JSON.stringify('payload' in body ? body.payload : seconds(body)));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ __type: error.code, message: error.message, Message: error.message }));
  }
}

function restCall(
  method: string,
  url: URL,
): { operation: string; input: Record<string, string> } | undefined {
  const invoke = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(url.pathname);
  if (method === 'POST' && invoke)
    return { operation: 'Invoke', input: { FunctionName: decodeURIComponent(invoke[1] ?? '') } };
  const schedule = /^\/schedules\/([^/]+)$/.exec(url.pathname);
  if (method === 'GET' && schedule) return { operation: 'GetSchedule', input: { Name: schedule[1] ?? '' } };
  return undefined;
}

/** JSON protocols carry times as seconds since 1970. */
function seconds(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(seconds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, seconds(inner)]));
}

const S3_OPERATIONS: Readonly<Record<string, string>> = { PUT: 'PutObject', DELETE: 'DeleteObject' };

function answerS3(
  fake: State,
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  response: ServerResponse,
): void {
  const [bucket = '', ...rest] = decodeURIComponent(url.pathname.slice(1)).split('/');
  const key = rest.join('/');
  const operation = S3_OPERATIONS[request.method ?? ''] ?? (key === '' ? 'ListObjectsV2' : 'GetObject');
  fake.calls.push({ operation, input: { bucket, key, range: request.headers.range } });
  if (operation === 'ListObjectsV2') return void xml(response, 200, listing(fake, bucket, url.searchParams));
  const object = fake.objects.get(`${bucket}/${key}`);
  if (operation === 'PutObject' || operation === 'DeleteObject') {
    if (object && request.headers['if-none-match'] === '*')
      return void xml(
        response,
        412,
        '<Error><Code>PreconditionFailed</Code><Message>is there</Message></Error>',
      );
    if (operation === 'DeleteObject') fake.objects.delete(`${bucket}/${key}`);
    else fake.objects.set(`${bucket}/${key}`, body);
    return void response.writeHead(operation === 'DeleteObject' ? 204 : 200).end();
  }
  if (!object)
    return void xml(response, 404, '<Error><Code>NoSuchKey</Code><Message>no such key</Message></Error>');
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  if (from === undefined)
    return void response.writeHead(200, { 'content-length': object.byteLength }).end(object);
  if (object.byteLength === 0)
    return void xml(response, 416, '<Error><Code>InvalidRange</Code><Message>empty</Message></Error>');
  const start = from === '' ? Math.max(0, object.byteLength - Number(to)) : Number(from);
  const end = from === '' || !to ? object.byteLength : Number(to) + 1;
  const part = object.subarray(start, end);
  const range = `bytes ${start}-${start + part.byteLength - 1}/${object.byteLength}`;
  response.writeHead(206, { 'content-length': part.byteLength, 'content-range': range }).end(part);
}

function listing(fake: State, bucket: string, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter');
  const folders = new Set<string>();
  const contents: string[] = [];
  for (const [path, object] of fake.objects) {
    if (!path.startsWith(`${bucket}/${prefix}`)) continue;
    const key = path.slice(bucket.length + 1);
    const cut = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    if (cut === -1)
      contents.push(
        `<Contents><Key>${key}</Key><Size>${object.byteLength}</Size><LastModified>2026-11-23T10:00:00.000Z</LastModified></Contents>`,
      );
    else folders.add(key.slice(0, cut + 1));
  }
  const prefixes = [...folders].map(
    (folder) => `<CommonPrefixes><Prefix>${folder}</Prefix></CommonPrefixes>`,
  );
  return `<ListBucketResult>${contents.join('')}${prefixes.join('')}<IsTruncated>false</IsTruncated></ListBucketResult>`;
}

function xml(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' }).end(`<?xml version="1.0"?>${body}`);
}
