import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A use of a shape, with what it has of its own there: its name and place on the wire. */
export interface ShapeUse {
  readonly shape: string;
  readonly location?: 'header' | 'headers' | 'uri' | 'querystring' | 'statusCode';
  readonly locationName?: string;
  readonly flattened?: boolean;
  readonly streaming?: boolean;
  readonly timestampFormat?: TimestampFormat;
  readonly xmlAttribute?: boolean;
  readonly xmlNamespace?: XmlNamespace;
}

export type TimestampFormat = 'iso8601' | 'rfc822' | 'unixTimestamp';
export interface XmlNamespace {
  readonly uri: string;
  readonly prefix?: string;
}

/** A shape as botocore's models have it. */
export interface ShapeModel {
  readonly type:
    | ('structure' | 'list' | 'map' | 'string' | 'boolean' | 'integer' | 'long')
    | ('float' | 'double' | 'timestamp' | 'blob');
  readonly members?: Readonly<Record<string, ShapeUse>>;
  readonly required?: readonly string[];
  /** The member that is the body. */
  readonly payload?: string;
  /** Exactly one member is set. */
  readonly union?: boolean;
  readonly exception?: boolean;
  readonly fault?: boolean;
  readonly error?: { readonly code?: string; readonly httpStatusCode?: number };
  readonly member?: ShapeUse;
  readonly key?: ShapeUse;
  readonly value?: ShapeUse;
  readonly flattened?: boolean;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly sensitive?: boolean;
  readonly streaming?: boolean;
  readonly locationName?: string;
  readonly timestampFormat?: TimestampFormat;
  readonly xmlNamespace?: XmlNamespace;
}

export interface OperationModel {
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
  readonly input?: ShapeUse;
  readonly output?: ShapeUse & { readonly resultWrapper?: string };
  /** Names of the shapes of its errors. */
  readonly errors: readonly string[];
}

/** What AWS says of a service, trimmed to the operations that are served: written by bin/models.ts. */
export interface ServiceModel {
  /** Version of botocore that it is taken from. */
  readonly botocore: string;
  readonly metadata: {
    readonly protocol: string;
    readonly protocols?: readonly string[];
    readonly apiVersion: string;
    readonly serviceId: string;
    readonly endpointPrefix: string;
    readonly signingName?: string;
    readonly targetPrefix?: string;
    readonly jsonVersion?: string;
    readonly xmlNamespace?: string;
    /** Its clients once spoke the query protocol, and know its errors by the codes of that time. */
    readonly awsQueryCompatible?: object;
  };
  readonly operations: Readonly<Record<string, OperationModel>>;
  /** Operations that AWS has besides, of services whose operations are told by their address: name → `METHOD uri`. */
  readonly others: Readonly<Record<string, string>>;
  readonly shapes: Readonly<Record<string, ShapeModel>>;
}

const models = new Map<string, ServiceModel>();

/** The model of a service by its signing name, e.g. `states`; throws where there is none. */
export function modelOf(service: string): ServiceModel {
  const known = models.get(service);
  if (known) return known;
  const path = join(import.meta.dirname, 'data', `${service}.json`);
  const model = JSON.parse(readFileSync(path, 'utf8')) as ServiceModel;
  models.set(service, model);
  return model;
}

/** An operation's model; undefined where the operation is not served. */
export const operationOf = (model: ServiceModel, operation: string): OperationModel | undefined =>
  Object.hasOwn(model.operations, operation) ? model.operations[operation] : undefined;

/** The shape that a use names. */
export function shapeOf({ shapes }: ServiceModel, { shape }: Pick<ShapeUse, 'shape'>): ShapeModel {
  const found = shapes[shape];
  if (!found) throw new Error(`the model has no shape ${shape}`);
  return found;
}

/** Members of a structure with their names. */
export const membersOf = ({ members = {} }: ShapeModel): [name: string, use: ShapeUse][] =>
  Object.entries(members);

/** How a timestamp is written at a place. */
export const timestampFormatOf = (
  use: ShapeUse,
  shape: ShapeModel,
  usual: TimestampFormat,
): TimestampFormat => use.timestampFormat ?? shape.timestampFormat ?? usual;
