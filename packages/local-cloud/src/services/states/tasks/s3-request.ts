import { createHash, createHmac } from 'node:crypto';
import type { Credentials } from '../../../aws/call.ts';

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  readonly bucket: string;
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Signing {
  readonly endpoint: string;
  readonly region: string;
  readonly now: Date;
  readonly credentials: Credentials;
  readonly signal: AbortSignal;
}

const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** A request as any client of S3 sends it, signed by Signature Version 4 with the payload left unsigned. */
export async function sendToS3(request: S3Request, signing: Signing): Promise<Response> {
  const { endpoint, credentials, now, signal } = signing;
  const path = `/${request.bucket}${request.key === undefined ? '' : `/${request.key.split('/').map(encode).join('/')}`}`;
  const query = Object.entries(request.query ?? {})
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const headers: Record<string, string> = {
    ...request.headers,
    host: new URL(endpoint).host,
    'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
    'x-amz-date': now.toISOString().replaceAll(/[-:]|\.\d+/g, ''),
    ...(credentials.sessionToken === undefined ? {} : { 'x-amz-security-token': credentials.sessionToken }),
  };
  const { host: _, ...sent } = headers;
  return fetch(`${endpoint}${path}${query === '' ? '' : `?${query}`}`, {
    ...{ method: request.method, body: request.body, signal },
    headers: { ...sent, authorization: authorization(request.method, path, query, headers, signing) },
  });
}

function authorization(
  method: string,
  path: string,
  query: string,
  headers: Readonly<Record<string, string>>,
  { credentials, region }: Signing,
): string {
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${(headers[name] as string).trim()}\n`).join('');
  const canonical = [method, path, query, lines, names.join(';'), 'UNSIGNED-PAYLOAD'].join('\n');
  const timestamp = headers['x-amz-date'] as string;
  const scope = `${timestamp.slice(0, 8)}/${region}/s3/aws4_request`;
  const digest = createHash('sha256').update(canonical).digest('hex');
  const text = ['AWS4-HMAC-SHA256', timestamp, scope, digest].join('\n');
  const key = [timestamp.slice(0, 8), region, 's3', 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${credentials.secretAccessKey}`,
  );
  const signature = hmac(key, text).toString('hex');
  return `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
}
