import { createHash, createHmac } from 'node:crypto';
import { request } from 'node:http';

/** A request that no SDK would write. */
export interface Raw {
  readonly service: string;
  readonly method?: string;
  /** With its query, as it is sent. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Headers that are sent and not signed. */
  readonly unsigned?: readonly string[];
  /** What is sent in the place of the signature. */
  readonly signature?: (hex: string) => string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface Signer {
  readonly endpoint: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

const hash = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
const mac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** Signs a request, byte for byte as it is given, and sends it. */
export function sendSigned({ endpoint, credentials }: Signer, raw: Raw): Promise<Answer> {
  const { service, method = 'POST', path = '/', body = '', unsigned = [], signature = (hex) => hex } = raw;
  const timestamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const { sessionToken } = credentials;
  const headers: Record<string, string> = {
    host: new URL(endpoint).host,
    'x-amz-date': timestamp,
    ...(service === 's3' ? { 'x-amz-content-sha256': hash(body) } : {}),
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
    ...raw.headers,
  };
  const names = Object.keys(headers)
    .filter((name) => !unsigned.includes(name))
    .sort();
  const [bare = '', query = ''] = path.split('?');
  const canonical = [
    method,
    service === 's3' ? bare : bare.split('/').map(encodeURIComponent).join('/'),
    query,
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    headers['x-amz-content-sha256'] ?? hash(body),
  ].join('\n');
  const scope = `${timestamp.slice(0, 8)}/us-east-1/${service}/aws4_request`;
  const key = scope.split('/').reduce(mac, `AWS4${credentials.secretAccessKey}` as string | Buffer) as Buffer;
  const hex = mac(key, ['AWS4-HMAC-SHA256', timestamp, scope, hash(canonical)].join('\n')).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature(hex)}`;
  return exchange(endpoint, method, path, { ...headers, authorization }, body);
}

function exchange(
  endpoint: string,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
): Promise<Answer> {
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
