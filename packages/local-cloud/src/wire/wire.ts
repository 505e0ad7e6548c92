import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Shape } from '../aws/call.ts';
import type { ServiceError } from '../aws/errors.ts';
import type { ServiceModel } from '../aws/model/model.ts';
import { cborWire } from './cbor-wire.ts';
import { jsonWire } from './json-wire.ts';
import { queryWire } from './query-wire.ts';
import { restJsonWire } from './rest-json-wire.ts';
import { restXmlWire } from './rest-xml-wire.ts';

/** A request, parsed once. */
export interface WireRequest {
  readonly method: string;
  /** As it was sent, with its escapes. */
  readonly path: string;
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body itself, for operations whose payload is a stream. */
  readonly stream?: Readable;
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
  operationOf(request: WireRequest, model: ServiceModel): Asked;
  /** The error of an operation that is not served, in the service's own words. */
  unknownOperation(operation: string, model: ServiceModel): ServiceError;
  /**
   * The input as an SDK's client would have been given it: Dates, Uint8Arrays, numbers (whole numbers beyond
   * 2^53 are bigints). What does not fit the model stays as it came, for `checkInput` to refuse.
   */
  decode(request: WireRequest, model: ServiceModel, operation: string, path?: Asked['path']): Shape;
  encode(output: Shape, model: ServiceModel, operation: string, requestId: string): WireResponse;
  encodeError(error: ServiceError, model: ServiceModel, requestId: string): WireResponse;
}

const isForm = ({ headers }: WireRequest): boolean =>
  (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');

/** The wire that a request came by: services that speak several are told by the form of the request. */
export function wireOf(request: WireRequest, { metadata }: ServiceModel): Wire {
  const { protocol, protocols = [protocol] } = metadata;
  if (protocol === 'rest-xml') return restXmlWire;
  if (protocol === 'rest-json') return restJsonWire;
  const speaks = (name: string): boolean => protocols.includes(name);
  if (speaks('smithy-rpc-v2-cbor') && request.path.startsWith('/service/')) return cborWire;
  if (speaks('query') && (isForm(request) || request.headers['x-amz-target'] === undefined)) return queryWire;
  return speaks('json') ? jsonWire : queryWire;
}
