import type { Shape } from '../aws/call.ts';
import { operationOf, type ServiceModel, type ShapeUse } from '../aws/model/model.ts';
import { record } from '../aws/record.ts';
import { decodeBindings, encodeBindings, payloadOf, rawBody, unknownParameters } from './bindings.ts';
import { decodeJson, encodeJson, parseJson } from './json.ts';
import { jsonError, jsonInput, unknownOperation } from './json-wire.ts';
import { response } from './response.ts';
import { routed } from './routes.ts';
import type { Wire, WireRequest } from './wire.ts';

const JSON_TYPE = 'application/json';

function bodyOf(request: WireRequest, model: ServiceModel, operation: string, input: ShapeUse): Shape {
  const payload = payloadOf(model, input);
  if (!payload) return jsonInput(request.body, model, operation);
  if (payload.isRaw) return { [payload.name]: rawBody(payload, request) };
  if (request.body.length === 0) return {};
  return { [payload.name]: decodeJson(model, payload.use, parseJson(request.body)) };
}

function encodedBody(model: ServiceModel, output: ShapeUse, body: Shape): Uint8Array | string {
  const payload = payloadOf(model, output);
  if (!payload) return encodeJson(model, output, body);
  if (payload.isRaw) return (body[payload.name] ?? '') as Uint8Array | string;
  return encodeJson(model, payload.use, (body[payload.name] ?? {}) as Shape);
}

/** REST with JSON bodies. */
export const restJsonWire: Wire = {
  protocol: 'rest-json',
  operationOf: (request, model) =>
    routed(request, model) ?? { operation: `${request.method} ${request.path}` },
  unknownOperation: (operation, model) => unknownOperation(operation, model, 404),
  decode: (request, model, operation, path) => {
    const served = operationOf(model, operation);
    if (!served?.input) return record([]);
    const unknown = unknownParameters(model, served, request.query);
    return record<unknown>([
      ...Object.entries(bodyOf(request, model, operation, served.input)),
      ...Object.entries(decodeBindings(model, served.input, { ...request, path })),
      ...unknown.map((name): [string, unknown] => [name, request.query.get(name)]),
    ]);
  },
  encode: (output, model, operation, requestId) => {
    const served = operationOf(model, operation);
    const usual = served?.http.responseCode ?? 200;
    const own = { 'x-amzn-requestid': requestId };
    if (!served?.output) return response(usual, JSON_TYPE, '', own);
    const { status = usual, headers, body } = encodeBindings(model, served.output, output);
    return response(status, JSON_TYPE, encodedBody(model, served.output, body), { ...own, ...headers });
  },
  encodeError: (error, model, requestId) => jsonError(error, model, requestId, JSON_TYPE),
};
