import type { ServiceError } from '../aws/errors.ts';
import type { ServiceModel, ShapeModel } from '../aws/model/model.ts';

/** An error as a wire needs it. */
export interface WireError {
  /** Name of its shape: what JSON clients know it by. */
  readonly name: string;
  /** What query clients know it by. */
  readonly code: string;
  readonly status: number;
  readonly fault: 'Sender' | 'Receiver';
}

/** The shape of an error, by its own name or by its code. */
function shapeOfError({ shapes }: ServiceModel, code: string): [name: string, shape: ShapeModel | undefined] {
  const named = Object.hasOwn(shapes, code) ? shapes[code] : undefined;
  if (named?.exception) return [code, named];
  return Object.entries(shapes).find(([, { error }]) => error?.code === code) ?? [code, undefined];
}

/** What the model says of an error. A status that the error brings itself, other than 400, holds. */
export function wireErrorOf(error: ServiceError, model: ServiceModel): WireError {
  const [name, shape] = shapeOfError(model, error.code);
  const modelled = shape?.error?.httpStatusCode ?? (shape?.fault ? 500 : 400);
  const status = error.statusCode === 400 ? modelled : error.statusCode;
  return {
    name,
    code: shape?.error?.code ?? error.code,
    status,
    fault: status >= 500 ? 'Receiver' : 'Sender',
  };
}

/** Header by which clients of a service that once spoke the query protocol find the code of that time. */
export const queryErrorHeader = (
  { metadata }: ServiceModel,
  { code, fault }: WireError,
): Record<string, string> =>
  metadata.awsQueryCompatible ? { 'x-amzn-query-error': `${code};${fault}` } : {};

/** Members of an error in JSON and CBOR: both SDKs find the class by `__type`, and the message in either spelling. */
export const errorMembers = (
  { message, fields }: ServiceError,
  { name }: WireError,
): Record<string, unknown> => ({
  __type: name,
  message,
  Message: message,
  ...fields,
});
