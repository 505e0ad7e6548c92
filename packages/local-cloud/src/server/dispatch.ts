import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KeyStore } from '../identity/key-store.ts';
import { type Claim, claimOf, rawTarget, verifySignature } from '../identity/sigv4.ts';
import { type Call, type Caller, type Clock, type Service, ServiceError, type Shape } from '../service.ts';
import { answer, answerError, readBody } from './exchange.ts';
import { encodeJson } from './protocols/json.ts';
import { queryInput, queryResponse } from './protocols/query.ts';
import { matchRoute } from './protocols/rest-json.ts';

/** What the dispatcher needs of the kernel. */
export interface Dispatcher {
  readonly services: ReadonlyMap<string, Service>;
  readonly keys: KeyStore;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

/** Larger bodies of JSON services are refused before they are read. S3 and Lambda read their streams themselves. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

function identify({ keys }: Dispatcher, claim: Claim): { caller: Caller; secret: string } {
  const identity = keys.find(claim.accessKeyId);
  if (!identity || identity.credentials.sessionToken !== claim.sessionToken) {
    throw new ServiceError(
      'UnrecognizedClientException',
      `The security token included in the request is invalid: access key ${claim.accessKeyId} is not one of this local cloud; \`pnpm local env\` prints those that are`,
      403,
    );
  }
  return { caller: identity.caller, secret: identity.credentials.secretAccessKey };
}

/** Answers one signed request of any service. */
export async function dispatch(
  context: Dispatcher,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const requestId = randomUUID();
  const abort = new AbortController();
  res.on('close', () => abort.abort());
  let service: Service | undefined;
  try {
    const claim = claimOf(req);
    if (!claim)
      throw new ServiceError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
    service = context.services.get(claim.service);
    const { caller, secret } = identify(context, claim);
    const now = context.clock.now().getTime();
    if (!service)
      throw new ServiceError(
        'UnknownService',
        `the service ${claim.service} is not supported by the local cloud (see docs/local-cloud.md)`,
        404,
      );
    const call = (operation: string): Call => ({
      service: claim.service,
      operation,
      caller,
      requestId,
      signal: abort.signal,
    });
    if (service.protocol.kind === 'raw') {
      verifySignature(req, claim, secret, undefined, now);
      await service.protocol.handle(req, res, call(''));
      return;
    }
    const body = await readBody(req, MAX_BODY_BYTES);
    verifySignature(req, claim, secret, body, now);
    await answerOperation(service, req, res, body, call, requestId);
  } catch (error) {
    const known = error instanceof ServiceError ? error : internal(context, req, error);
    answerError(res, service, known, requestId, req);
  }
}

function internal({ log }: Dispatcher, req: IncomingMessage, error: unknown): ServiceError {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log(`internal error in ${req.method} ${req.url} ${req.headers['x-amz-target'] ?? ''}: ${text}`);
  return new ServiceError(
    'InternalFailure',
    `the local cloud failed: ${error instanceof Error ? error.message : String(error)}`,
    500,
  );
}

function parseJson(body: Uint8Array): Shape {
  if (body.length === 0) return {};
  try {
    return JSON.parse(Buffer.from(body).toString('utf8')) as Shape;
  } catch {
    throw new ServiceError('SerializationException', 'the body is not JSON');
  }
}

/** Operation and input of a request, by the service's protocol. */
function requested(
  { protocol }: Service,
  req: IncomingMessage,
  body: Uint8Array,
): { operation: string; input: Shape } {
  switch (protocol.kind) {
    case 'json': {
      const target = String(req.headers['x-amz-target'] ?? '');
      const operation = target.startsWith(`${protocol.targetPrefix}.`)
        ? target.slice(protocol.targetPrefix.length + 1)
        : target;
      return { operation, input: parseJson(body) };
    }
    case 'query':
      return queryInput(Buffer.from(body).toString('utf8'));
    case 'rest-json': {
      const { path, query } = rawTarget(req);
      const match = matchRoute(protocol.routes, req.method ?? 'GET', path, query, parseJson(body));
      return match ?? { operation: `${req.method} ${path}`, input: {} };
    }
    case 'raw':
      throw new Error('raw services read their requests themselves');
  }
}

const unknownOperation = (service: Service, operation: string): ServiceError =>
  service.protocol.kind === 'query'
    ? new ServiceError(
        'InvalidAction',
        `${service.signingName} ${operation} is not supported by the local cloud (see docs/local-cloud.md)`,
      )
    : new ServiceError(
        'UnknownOperationException',
        `${service.signingName} ${operation} is not supported by the local cloud (see docs/local-cloud.md)`,
      );

async function answerOperation(
  service: Service,
  req: IncomingMessage,
  res: ServerResponse,
  body: Uint8Array,
  call: (operation: string) => Call,
  requestId: string,
): Promise<void> {
  const { operation, input } = requested(service, req, body);
  const run = Object.hasOwn(service.operations, operation) ? service.operations[operation] : undefined;
  if (!run) throw unknownOperation(service, operation);
  const output = await run(input, call(operation));
  const { protocol } = service;
  if (protocol.kind === 'query')
    answer(
      res,
      200,
      'text/xml',
      queryResponse(operation, output, protocol.xmlNamespace, requestId),
      requestId,
    );
  else
    answer(
      res,
      200,
      protocol.kind === 'json' ? `application/x-amz-json-${protocol.version}` : 'application/json',
      encodeJson(output),
      requestId,
    );
}
