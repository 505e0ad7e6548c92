import type { HttpRequest } from '../aws/http-request.ts';
import type { ServiceModel } from '../aws/model/model.ts';
import { cborWire } from './cbor-wire.ts';
import { jsonWire } from './json-wire.ts';
import { queryWire } from './query-wire.ts';
import { restJsonWire } from './rest-json-wire.ts';
import { restXmlWire } from './rest-xml-wire.ts';
import type { Wire } from './wire.ts';

const isForm = ({ headers }: HttpRequest): boolean =>
  (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');

/** The wire that a request came by: services that speak several are told by the form of the request. */
export function wireOf(request: HttpRequest, { metadata }: ServiceModel): Wire {
  const { protocol, protocols = [protocol] } = metadata;
  if (protocol === 'rest-xml') return restXmlWire;
  if (protocol === 'rest-json') return restJsonWire;
  const speaks = (name: string): boolean => protocols.includes(name);
  if (speaks('smithy-rpc-v2-cbor') && request.path.startsWith('/service/')) return cborWire;
  if (speaks('query') && (isForm(request) || request.headers['x-amz-target'] === undefined)) return queryWire;
  return speaks('json') ? jsonWire : queryWire;
}
