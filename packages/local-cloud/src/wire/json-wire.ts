import type { Shape } from '../aws/call.ts';
import { ServiceError } from '../aws/errors.ts';
import { operationOf, type ServiceModel } from '../aws/model/model.ts';
import { errorMembers, queryErrorHeader, wireErrorOf } from './error-shape.ts';
import { decodeJson, encodeJson, parseJson } from './json.ts';
import { serviceName } from './names.ts';
import { response } from './response.ts';
import type { Wire, WireResponse } from './wire.ts';

const contentType = ({ metadata }: ServiceModel): string =>
  `application/x-amz-json-${metadata.jsonVersion ?? '1.0'}`;

/** `error` in JSON; its further members are plain. */
export function jsonError(
  error: ServiceError,
  model: ServiceModel,
  requestId: string,
  type: string,
): WireResponse {
  const wireError = wireErrorOf(error, model);
  const headers = {
    'x-amzn-requestid': requestId,
    'x-amzn-errortype': wireError.name,
    ...queryErrorHeader(model, wireError),
  };
  const members = Object.entries(errorMembers(error, wireError)).map(([name, value]) => [
    name,
    value instanceof Date ? value.getTime() / 1000 : value,
  ]);
  return response(wireError.status, type, JSON.stringify(Object.fromEntries(members)), headers);
}

/** The input of a JSON body; throws SerializationException where it is no object. */
export function jsonInput(body: Buffer, model: ServiceModel, operation: string): Shape {
  const input = operationOf(model, operation)?.input;
  const parsed = body.length === 0 ? {} : parseJson(body);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new ServiceError('SerializationException', 'the body is no JSON object');
  return (input ? decodeJson(model, input, parsed) : parsed) as Shape;
}

/** AWS JSON 1.0 and 1.1: `X-Amz-Target: Prefix.Operation`. */
export const jsonWire: Wire = {
  operationOf: ({ headers }, { metadata }) => {
    const target = String(headers['x-amz-target'] ?? '');
    const prefix = `${metadata.targetPrefix}.`;
    return { operation: target.startsWith(prefix) ? target.slice(prefix.length) : target };
  },
  unknownOperation: (operation, model) => unknownOperation(operation, model, 400),
  decode: ({ body }, model, operation) => jsonInput(body, model, operation),
  encode: (output, model, operation, requestId) => {
    const use = operationOf(model, operation)?.output;
    const body = use ? encodeJson(model, use, output) : '{}';
    return response(200, contentType(model), body, { 'x-amzn-requestid': requestId });
  },
  encodeError: (error, model, requestId) => jsonError(error, model, requestId, contentType(model)),
};

export const unknownOperation = (operation: string, model: ServiceModel, status: number): ServiceError =>
  new ServiceError(
    'UnknownOperationException',
    `${serviceName(model)} ${operation} is not supported by the local cloud (see docs/local-cloud.md)`,
    status,
  );
