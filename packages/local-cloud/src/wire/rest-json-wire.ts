import type { Shape } from '../aws/call.ts';
import { operationOf, type ServiceModel, type ShapeUse, shapeOf } from '../aws/model/model.ts';
import { decodeBindings, encodeBindings, payloadOf, rawPayload } from './bindings.ts';
import { decodeJson, encodeJson, parseJson } from './json.ts';
import { jsonError, jsonInput, unknownOperation } from './json-wire.ts';
import { response } from './response.ts';
import { routed } from './routes.ts';
import type { Wire, WireRequest } from './wire.ts';

const JSON_TYPE = 'application/json';

function bodyOf(request: WireRequest, model: ServiceModel, operation: string, input: ShapeUse): Shape {
  const raw = rawPayload(model, input);
  if (raw) return { [raw.name]: payloadOf(raw.shape, request) };
  const { payload, members = {} } = shapeOf(model, input);
  const use = payload === undefined ? undefined : members[payload];
  if (payload === undefined || !use) return jsonInput(request.body, model, operation);
  return request.body.length === 0 ? {} : { [payload]: decodeJson(model, use, parseJson(request.body)) };
}

/** REST with JSON bodies. */
export const restJsonWire: Wire = {
  operationOf: (request, model) =>
    routed(request, model) ?? { operation: `${request.method} ${request.path}` },
  unknownOperation: (operation, model) => unknownOperation(operation, model, 404),
  decode: (request, model, operation, path) => {
    const served = operationOf(model, operation);
    if (!served?.input) return {};
    const { bound, unknown } = decodeBindings(model, served.input, served.http.requestUri, request, path);
    const names = unknown.map((name): [string, unknown] => [name, request.query.get(name)]);
    return { ...bodyOf(request, model, operation, served.input), ...bound, ...Object.fromEntries(names) };
  },
  encode: (output, model, operation, requestId) => {
    const served = operationOf(model, operation);
    const usual = served?.http.responseCode ?? 200;
    if (!served?.output) return response(usual, JSON_TYPE, '', { 'x-amzn-requestid': requestId });
    const { status = usual, headers, body } = encodeBindings(model, served.output, output);
    const all = { 'x-amzn-requestid': requestId, ...headers };
    const raw = rawPayload(model, served.output);
    if (raw) return response(status, JSON_TYPE, (body[raw.name] ?? '') as Uint8Array | string, all);
    return response(status, JSON_TYPE, jsonBody(model, served.output, body), all);
  },
  encodeError: (error, model, requestId) => jsonError(error, model, requestId, JSON_TYPE),
};

function jsonBody(model: ServiceModel, output: ShapeUse, body: Shape): string {
  const { payload, members = {} } = shapeOf(model, output);
  const use = payload === undefined ? undefined : members[payload];
  return payload !== undefined && use
    ? encodeJson(model, use, (body[payload] ?? {}) as Shape)
    : encodeJson(model, output, body);
}
