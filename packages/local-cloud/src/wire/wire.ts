import type { Readable } from 'node:stream';
import type { Shape } from '../aws/call.ts';
import type { ServiceError } from '../aws/errors.ts';
import type { HttpRequest } from '../aws/http-request.ts';
import type { ServiceModel } from '../aws/model/model.ts';
import type { Signing } from '../aws/signing/signing.ts';

/** A request with its body. */
export interface WireRequest extends HttpRequest {
  readonly body: Buffer;
  /** The body itself, for operations whose payload is a stream. */
  readonly stream?: AsyncIterable<Buffer>;
}

/** An answer; names of headers are in lower case. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | Readable;
}

export interface Asked {
  /** By AWS's name; one that no model has, by whatever names it. */
  readonly operation: string;
  /** Members that stand in the path. */
  readonly path?: Readonly<Record<string, string>>;
}

/** One of the protocols that AWS's clients speak. */
export interface Wire {
  readonly protocol: 'json' | 'query' | 'rest-json' | 'rest-xml' | 'cbor';
  /** Bytes, where AWS takes less than the door. */
  readonly largestBody?: number;
  operationOf(request: WireRequest, model: ServiceModel): Asked;
  /** Adds the body to a request, where its signature does not verify it: what is read is verified as it is read. */
  content?(
    request: WireRequest,
    source: AsyncIterable<Buffer>,
    model: ServiceModel,
    operation: string,
    signing: Signing,
  ): Promise<WireRequest>;
  /** The error of an operation that is not served, in the service's own words. */
  unknownOperation(operation: string, model: ServiceModel): ServiceError;
  /**
   * The input as an SDK's client would have been given it: Dates, Uint8Arrays, numbers (whole numbers beyond
   * 2^53 are bigints). What does not fit the model stays as it came, for `checkInput` to refuse.
   */
  decode(request: WireRequest, model: ServiceModel, operation: string, path?: Asked['path']): Shape;
  encode(output: Shape, model: ServiceModel, operation: string, requestId: string): WireResponse;
  /** `path` is the request's, for services that tell it. */
  encodeError(error: ServiceError, model: ServiceModel, requestId: string, path?: string): WireResponse;
}
