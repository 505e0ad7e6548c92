import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Call, Caller, Shape } from '../aws/call.ts';
import { ServiceError } from '../aws/errors.ts';
import { parsedRequest, rawTarget } from '../aws/http-request.ts';
import { type Claim, claimOf } from '../aws/signing/claim.ts';
import { type Family, refusal } from '../aws/signing/refusals.ts';
import { type Signing, verifySignature } from '../aws/signing/sigv4.ts';
import type { KeyStore } from '../identity/key-store.ts';
import type { Clock } from '../kernel/clock.ts';
import type { LegacyService } from '../kernel/legacy.ts';
import { answer, answerError, type ErrorWire, errorWireOf, readBody } from './exchange.ts';
import { encodeJson } from './json.ts';
import { queryInput, queryResponse } from './query.ts';
import { matchRoute } from './rest-json.ts';

/** What the dispatcher needs of the kernel. */
export interface Dispatcher {
  readonly services: ReadonlyMap<string, LegacyService>;
  readonly keys: KeyStore;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

/** Larger bodies of JSON services are refused before they are read. S3 and Lambda read their streams themselves. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

function identify({ keys }: Dispatcher, claim: Claim, family: Family): { caller: Caller; secret: string } {
  const identity = keys.find(claim.accessKeyId);
  if (!identity && keys.hasEnded(claim.accessKeyId))
    throw refusal(
      family,
      'expired token',
      `The security token included in the request is expired: the session of ${claim.accessKeyId} has ended`,
    );
  if (!identity)
    throw refusal(
      family,
      'unknown key',
      `${family === 's3' ? 'The AWS Access Key Id you provided does not exist in our records.' : 'The security token included in the request is invalid.'} Access key ${claim.accessKeyId} is not one of this local cloud; \`pnpm local env\` prints those that are`,
    );
  if (identity.credentials.sessionToken !== claim.sessionToken)
    throw refusal(
      family,
      'wrong token',
      `The security token included in the request is invalid: it is not that of access key ${claim.accessKeyId}`,
    );
  return { caller: identity.caller, secret: identity.credentials.secretAccessKey };
}

/** A request without signature names no service: its form tells whose error the client can read. */
function familyByForm(req: IncomingMessage): Family {
  if (req.headers['x-amz-target'] !== undefined) return 'json';
  const form = String(req.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  return form ? 'query' : 's3';
}

const unsigned = (family: Family): ServiceError =>
  refusal(
    family,
    'unsigned',
    family === 's3'
      ? 'Access Denied: the request is not signed, and no bucket here is public'
      : 'Request is missing Authentication Token',
  );

/** Answers one signed request of any service. */
export async function dispatch(
  context: Dispatcher,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const requestId = randomUUID();
  const abort = new AbortController();
  res.on('close', () => abort.abort());
  let wire: ErrorWire = { family: familyByForm(req) };
  try {
    const claim = claimOf(parsedRequest(req));
    if (!claim) throw unsigned(wire.family);
    const service = context.services.get(claim.service);
    if (service) wire = errorWireOf(service);
    const { family } = wire;
    const { caller, secret } = identify(context, claim, family);
    const now = context.clock.now().getTime();
    if (!service)
      throw new ServiceError(
        'UnknownService',
        `the service ${claim.service} is not supported by the local cloud (see docs/local-cloud.md)`,
        404,
      );
    const call = (operation: string, signing?: Signing): Call => ({
      ...(signing ? { signing } : {}),
      service: claim.service,
      operation,
      caller,
      requestId,
      signal: abort.signal,
    });
    if (service.protocol.kind === 'raw' && service.protocol.body !== 'whole') {
      const signing = verifySignature(parsedRequest(req), claim, secret, undefined, now, family);
      await service.protocol.handle(req, res, call('', signing));
      return;
    }
    const body = await readBody(req, MAX_BODY_BYTES);
    verifySignature(parsedRequest(req), claim, secret, body, now, family);
    if (service.protocol.kind === 'raw') {
      await service.protocol.handle(req, res, call(''), body);
      return;
    }
    await answerOperation(service, req, res, body, call, requestId);
  } catch (error) {
    const known = error instanceof ServiceError ? error : internal(context, req, error);
    answerError(res, wire, known, requestId, req);
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
  { protocol }: LegacyService,
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

const unknownOperation = (service: LegacyService, operation: string): ServiceError =>
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
  service: LegacyService,
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
