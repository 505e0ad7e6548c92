import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../aws/call.ts';
import { inOwnWords, NotSupported, ServiceError } from '../aws/errors.ts';
import { type HttpRequest, parsedRequest } from '../aws/http-request.ts';
import { modelOf, type ServiceModel } from '../aws/model/model.ts';
import { type Claim, claimOf, otherSignature } from '../aws/signing/claim.ts';
import { type Family, refusal } from '../aws/signing/refusals.ts';
import type { Signing } from '../aws/signing/signing.ts';
import { verifySignature } from '../aws/signing/sigv4.ts';
import type { KeyStore } from '../identity/key-store.ts';
import type { Clock } from '../kernel/clock.ts';
import type { RunningService } from '../kernel/running-service.ts';
import { bytesOf, readBody, send } from './exchange.ts';
import { queryWire } from './query-wire.ts';
import { strangersModel } from './strangers-model.ts';
import { answering } from './uncaught.ts';
import type { WireRequest, WireResponse } from './wire.ts';
import { wireOf } from './wires.ts';

/** What the door needs of the kernel. */
export interface Doorkeeper {
  readonly services: ReadonlyMap<string, RunningService>;
  readonly keys: KeyStore;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

/** Larger bodies are refused before they are read; payloads that are streams have no limit here. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Who has signed nothing. */
const ANONYMOUS: Caller = { accountId: '', arn: 'anonymous', kind: 'anonymous', name: 'anonymous' };

/** Answers one request of any service; rejects only where the connection is lost. */
export async function answer(keeper: Doorkeeper, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const visit = new Visit(keeper, parsedRequest(req));
  const abort = new AbortController();
  res.on('close', () => {
    if (!res.writableFinished) abort.abort();
  });
  const response = await answering(() => visit.serve(req, abort.signal)).catch((error: unknown) =>
    visit.refuse(error),
  );
  await send(response, req, res);
}

/** One request on its way: identified, verified, decoded, checked, run, encoded. */
class Visit {
  readonly #keeper: Doorkeeper;
  readonly #request: HttpRequest;
  readonly #requestId = randomUUID();
  /** A request without signature names no service: its form tells whose errors the client can read. */
  #model: ServiceModel;
  #service: RunningService | undefined;

  constructor(keeper: Doorkeeper, request: HttpRequest) {
    this.#keeper = keeper;
    this.#request = request;
    this.#model = strangersModel(request);
  }

  async serve(req: IncomingMessage, signal: AbortSignal): Promise<WireResponse> {
    const claim = claimOf(this.#request);
    if (!claim) return this.#serveUnsigned(req, signal);
    this.#enter(claim.service);
    const { caller, secret } = identify(this.#keeper.keys, claim, this.#family);
    if (!this.#service) throw new NotSupported(`the service ${claim.service}`, 'UnknownService', 404);
    const { asked, signing } = await this.#read(req, claim, secret);
    return this.#run(this.#service, asked, { caller, signing, signal });
  }

  /** The few operations that AWS answers to everybody are asked by forms, which name them in their body. */
  async #serveUnsigned(req: IncomingMessage, signal: AbortSignal): Promise<WireResponse> {
    const request = this.#request;
    const refused = unclaimed(this.#family, otherSignature(request));
    if (otherSignature(request) !== undefined || this.#wire !== queryWire) throw refused;
    const body = await readBody(req, queryWire.largestBody ?? MAX_BODY_BYTES);
    const { operation } = queryWire.operationOf({ ...request, body }, this.#model);
    const service = [...this.#keeper.services.values()].find((one) => one.answersUnsigned(operation));
    if (!service) throw refused;
    this.#enter(service.definition.name);
    return this.#run(service, { ...request, body }, { caller: ANONYMOUS, signal });
  }

  /** The answer to a request that failed, as the service's clients parse it. */
  refuse(error: unknown): WireResponse {
    const known = error instanceof ServiceError ? error : this.#internal(error);
    const said = inOwnWords(known, this.#service?.definition.ownErrors);
    return this.#wire.encodeError(said, this.#model, this.#requestId, this.#request.path);
  }

  /** From here on it is answered as the service answers. */
  #enter(name: string): void {
    const service = this.#keeper.services.get(name);
    if (!service?.hasOperations) return;
    this.#service = service;
    this.#model = modelOf(name);
  }

  get #wire() {
    return wireOf(this.#request, this.#model);
  }

  get #family(): Family {
    const { protocol } = this.#wire;
    return protocol === 'rest-xml' ? 's3' : protocol === 'query' ? 'query' : 'json';
  }

  /** The request with its body, verified by the signature or as it is read. */
  async #read(
    req: IncomingMessage,
    claim: Claim,
    secret: string,
  ): Promise<{ asked: WireRequest; signing: Signing }> {
    const now = this.#keeper.clock.now().getTime();
    const verified = (body?: Buffer): Signing =>
      verifySignature(this.#request, claim, secret, body, now, this.#family);
    const wire = this.#wire;
    if (!wire.content) {
      const limits = [wire.largestBody, this.#service?.definition.largestRequest, MAX_BODY_BYTES];
      const body = await readBody(req, Math.min(...limits.filter((limit) => limit !== undefined)));
      return { asked: { ...this.#request, body }, signing: verified(body) };
    }
    const signing = verified();
    const unread = { ...this.#request, body: Buffer.alloc(0) };
    const { operation } = wire.operationOf(unread, this.#model);
    const asked = await wire.content(unread, bytesOf(req), this.#model, operation, signing);
    return { asked, signing };
  }

  async #run(
    service: RunningService,
    request: WireRequest,
    call: { readonly caller: Caller; readonly signing?: Signing; readonly signal: AbortSignal },
  ): Promise<WireResponse> {
    const wire = this.#wire;
    const { operation, path } = wire.operationOf(request, this.#model);
    if (!service.serves(operation)) throw wire.unknownOperation(operation, this.#model);
    const input = wire.decode(request, this.#model, operation, path);
    const requestId = this.#requestId;
    const output = await service.call(input, {
      ...call,
      service: service.definition.name,
      operation,
      requestId,
      request: this.#request,
    });
    return wire.encode(output, this.#model, operation, requestId);
  }

  #internal(error: unknown): ServiceError {
    const { method, path, headers } = this.#request;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#keeper.log(`internal error in ${method} ${path} ${headers['x-amz-target'] ?? ''}: ${text}`);
    const message = error instanceof Error ? error.message : String(error);
    return new ServiceError('InternalFailure', `the local cloud failed: ${message}`, 500);
  }
}

/** S3's sentence on a signature that it does not take: "Error responses", Amazon S3 API reference. */
function unclaimed(family: Family, signature: string | undefined): ServiceError {
  if (signature !== undefined)
    return refusal(
      family,
      'other signature',
      `The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256. The request is signed by ${signature}: boto3 signs by version 4 with Config(signature_version='s3v4')`,
    );
  return refusal(
    family,
    'unsigned',
    family === 's3'
      ? 'Access Denied: the request is not signed, and no bucket here is public'
      : 'Request is missing Authentication Token',
  );
}

/** Who holds the access key of a claim. */
function identify(keys: KeyStore, claim: Claim, family: Family): { caller: Caller; secret: string } {
  const { accessKeyId: key, sessionToken } = claim;
  const identity = keys.find(key);
  const invalid = 'The security token included in the request is invalid';
  if (!identity && keys.hasEnded(key))
    throw refusal(
      family,
      'expired token',
      `The security token included in the request is expired: the session of ${key} has ended`,
    );
  if (!identity) {
    const said =
      family === 's3' ? 'The AWS Access Key Id you provided does not exist in our records' : invalid;
    const help = `Access key ${key} is not one of this local cloud; \`npx -y pnpm@12.21.0 local env\` prints those that are`;
    throw refusal(family, 'unknown key', `${said}. ${help}`);
  }
  if (identity.credentials.sessionToken !== sessionToken)
    throw refusal(family, 'wrong token', `${invalid}: it is not that of access key ${key}`);
  return { caller: identity.caller, secret: identity.credentials.secretAccessKey };
}
