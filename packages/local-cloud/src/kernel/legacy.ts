import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Resource } from '../assembly/assembly.ts';
import type { Call, Shape } from '../aws/call.ts';
import type { Kernel } from './kernel.ts';
import type { Service } from './service.ts';

export type LegacyOperation = (input: Shape, call: Call) => Promise<Shape> | Shape;

/**
 * A service's operations by AWS's operation name. Inputs and outputs are the JSON shapes of the AWS API;
 * timestamps in outputs are `Date` objects, the encoders write them as the protocol wants (epoch seconds, ISO).
 * An operation that is absent is answered with the service's own unknown-operation error.
 */
export interface LegacyService {
  /** The signing name in the credential scope: `states`, `glue`, `redshift-data`, … */
  readonly signingName: string;
  readonly protocol: Protocol;
  readonly operations: Record<string, LegacyOperation>;
  /** The service's own code and status for errors that all services share: ValidationException, AccessDeniedException, InvalidNextToken. */
  readonly ownErrors?: Readonly<Record<string, readonly [code: string, status: number]>>;
  /** Codes of a service that once spoke the query protocol: its older clients know its errors by these. */
  readonly queryErrors?: Readonly<Record<string, string>>;
  /** Called once after every service was built and the port is known. */
  start?(): Promise<void>;
  /** Ends children, flushes state; called before the process ends. */
  stop?(): Promise<void>;
}

export type Protocol =
  /** POST / with `X-Amz-Target: <targetPrefix>.<Operation>`. */
  | { readonly kind: 'json'; readonly version: '1.0' | '1.1'; readonly targetPrefix: string }
  /** POST / form body `Action=…&Version=…`, XML answers in this namespace. */
  | { readonly kind: 'query'; readonly xmlNamespace: string }
  /** REST with JSON bodies: `routes` map method + path template to an operation; path and query names are merged into the input. */
  | { readonly kind: 'rest-json'; readonly routes: readonly RestRoute[] }
  /**
   * The service writes the response itself, and reads the request itself (S3's streams) unless it asks for the
   * body as a `whole`, which is then verified against the signature.
   */
  | {
      readonly kind: 'raw';
      readonly body?: 'whole';
      handle(req: IncomingMessage, res: ServerResponse, call: Call, body?: Buffer): Promise<void>;
    };

export interface RestRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD' | 'PATCH';
  /** e.g. `/schedules/{Name}`; `{Name+}` takes the rest of the path. */
  readonly path: string;
  readonly operation: string;
}

/** TODO-MIGRATION: a service of the old form in the new one; its state is the old one. */
export interface OldState {
  readonly kernel: Kernel;
  readonly legacy: LegacyService;
}
export const old = (
  name: string,
  create: (kernel: Kernel) => LegacyService,
  resources: Service['resources'] = {},
  more: Partial<Service> = {},
): Service => ({
  ...more,
  name,
  title: name,
  state: (kernel): OldState => ({ kernel, legacy: create(kernel) }),
  operations: {},
  resources,
  start: (state) => (state as OldState).legacy.start?.(),
  stop: (state) => (state as OldState).legacy.stop?.(),
});

const json = (version: '1.0' | '1.1', targetPrefix: string): Protocol => ({
  kind: 'json',
  version,
  targetPrefix,
});
const query = (xmlNamespace: string): Protocol => ({ kind: 'query', xmlNamespace });
/** TODO-MIGRATION: protocols of services of the new form, until the door reads them from the models. */
const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  cloudformation: query('http://cloudformation.amazonaws.com/doc/2010-05-15/'),
  sns: query('http://sns.amazonaws.com/doc/2010-03-31/'),
  sts: query('https://sts.amazonaws.com/doc/2011-06-15/'),
  ssm: json('1.1', 'AmazonSSM'),
  events: json('1.1', 'AWSEvents'),
  glue: json('1.1', 'AWSGlue'),
  logs: json('1.1', 'Logs_20140328'),
  sqs: json('1.0', 'AmazonSQS'),
  states: json('1.0', 'AWSStepFunctions'),
  'redshift-data': json('1.1', 'RedshiftData'),
  'redshift-serverless': json('1.1', 'RedshiftServerless'),
  scheduler: {
    kind: 'rest-json',
    routes: [
      { method: 'GET', path: '/schedules', operation: 'ListSchedules' },
      { method: 'GET', path: '/schedules/{Name}', operation: 'GetSchedule' },
    ],
  },
};

/** TODO-MIGRATION: handlers of a type whose service still reads the assembly by itself. */
export const pending = {
  create: () => undefined,
  update: () => undefined,
  delete: () => undefined,
  read: (_: unknown, { properties }: Resource) => properties,
};

/** TODO-MIGRATION: comes from the model. */
export const protocolOf = (name: string): string => {
  if (name === 's3') return 'REST XML, path-style addresses';
  const protocol = PROTOCOLS[name];
  return protocol?.kind === 'json' ? `JSON ${protocol.version}` : (protocol?.kind ?? '');
};
