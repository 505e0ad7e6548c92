import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Assembly } from './assembly/assembly.ts';
import type { Signing } from './identity/sigv4.ts';
import type { Children } from './kernel/children.ts';

/** Who makes a call: found by the access key of the request's signature, or the role that a service acts as. */
export interface Caller {
  readonly accountId: string;
  /** `arn:aws:iam::…:user/NAME` or `arn:aws:sts::…:assumed-role/ROLE/SESSION`. */
  readonly arn: string;
  readonly kind: 'user' | 'assumed-role' | 'service';
  /** User name or role name. */
  readonly name: string;
  readonly sessionName?: string;
  /** The role's ARN for an assumed role. */
  readonly roleArn?: string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** One call of one operation, whatever protocol it came by. */
export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly caller: Caller;
  readonly requestId: string;
  /** Aborted when the client goes away or the local cloud stops. */
  readonly signal: AbortSignal;
  /** What verifies the chunks of a signed stream; for services that read their requests themselves. */
  readonly signing?: Signing;
}

export type Shape = Record<string, unknown>;
export type Operation = (input: Shape, call: Call) => Promise<Shape> | Shape;

/** An error with AWS's own code; the protocol encoders turn it into what the SDKs parse as the modelled class. */
export class ServiceError extends Error {
  readonly code: string;
  readonly statusCode: number;
  /** More members of the modelled error shape, e.g. `{ resourceName }`. */
  readonly fields: Shape;
  constructor(code: string, message: string, statusCode = 400, fields: Shape = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.statusCode = statusCode;
    this.fields = fields;
  }
}

/** Refusal by name: what this local cloud does not do is never ignored. */
export class NotSupported extends ServiceError {
  constructor(what: string, code = 'ValidationException') {
    super(code, `${what} is not supported by the local cloud (see docs/local-cloud.md)`);
  }
}

/**
 * A service's operations by AWS's operation name. Inputs and outputs are the JSON shapes of the AWS API;
 * timestamps in outputs are `Date` objects, the encoders write them as the protocol wants (epoch seconds, ISO).
 * An operation that is absent is answered with the service's own unknown-operation error.
 */
export interface Service {
  /** The signing name in the credential scope: `states`, `glue`, `redshift-data`, … */
  readonly signingName: string;
  readonly protocol: Protocol;
  readonly operations: Record<string, Operation>;
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

export interface Clock {
  now(): Date;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** What every service factory is handed: `createGlue(kernel): Service`. */
export interface Kernel {
  readonly accountId: string;
  readonly region: string;
  readonly assembly: Assembly;
  /** `http://127.0.0.1:PORT`; known once the server listens (services read it lazily). */
  endpoint(): string;
  /** A folder of this service's own under `.local/<stage>/state/<name>`, created on first use. */
  dataDir(service: string): string;
  /** A folder that all stages share, e.g. for Python environments: `.local/<name>`, created on first use. */
  sharedDir(name: string): string;
  /** Every child process is started through this: it ends with the local cloud, also after kill -9. */
  readonly children: Children;
  readonly clock: Clock;
  readonly random: () => number;
  /** Line log of the local cloud itself (never a job's output). */
  log(line: string): void;
  /** A key, secret and token of their own for one session of a role (one Lambda environment, one job run). */
  assumeRole(roleArn: string, sessionName: string, service: string): Credentials;
  revoke(credentials: Credentials): void;
  callerOf(credentials: Credentials): Caller;
  /** Throws AccessDenied as AWS would unless the caller's policies allow it. Context: condition keys. */
  authorize(caller: Caller, action: string, resource: string, context?: Record<string, string>): void;
  /** Another service's operation in process, by the same authorization as by HTTP. */
  invoke(
    service: string,
    operation: string,
    input: Shape,
    caller: Caller,
    signal?: AbortSignal,
  ): Promise<Shape>;
  /** Whether `invoke` would find the operation; services ask once all are there. */
  serves?(service: string, operation: string): boolean;
  /** Environment of a child process: endpoint, region, the role's credentials, no proxies, no user files of AWS. */
  childEnv(credentials: Credentials): Record<string, string>;
  /** Seams that one service offers another in process, filled by the factories (`peers.s3 = …`). */
  readonly peers: Peers;
}

export interface Peers {
  s3?: S3Peer;
  glue?: GluePeer;
  lambda?: LambdaPeer;
  logs?: LogsPeer;
  events?: EventsPeer;
  metrics?: MetricsPeer;
}

/** EventBridge's default bus, for services that tell what happens to their resources. */
export interface EventsPeer {
  /** Matches the event against the template's rules and hands it to their targets; never rejects. */
  emit(event: {
    readonly source: string;
    readonly detailType: string;
    readonly resources: readonly string[];
    readonly detail: unknown;
  }): void;
}

/** CloudWatch's metrics, for services that count. */
export interface MetricsPeer {
  put(
    namespace: string,
    data: readonly {
      readonly name: string;
      readonly value: number;
      readonly unit?: string;
      readonly dimensions: Readonly<Record<string, string>>;
      /** Epoch milliseconds. */
      readonly timestamp: number;
    }[],
  ): void;
}

/** Objects as plain files, for services that read S3 on a caller's behalf (COPY, script locations). */
export interface S3Peer {
  /** Absolute path of the object's current bytes (a plain file that DuckDB can open), or undefined where absent. */
  objectPath(bucket: string, key: string): Promise<string | undefined>;
  list(bucket: string, prefix: string): Promise<{ key: string; size: number; etag: string }[]>;
  bucketExists(bucket: string): boolean;
  /** Idempotent. */
  createBucket(bucket: string): Promise<void>;
  /** Puts a local file (copied) as an object. */
  putFile(bucket: string, key: string, path: string): Promise<void>;
  putBytes(bucket: string, key: string, bytes: Uint8Array): Promise<void>;
}

export interface GluePeer {
  /** Resolves with the JobRun (as GetJobRun gives it) once its JobRunState is terminal. */
  waitForJobRun(jobName: string, runId: string, signal?: AbortSignal): Promise<Shape>;
}

export interface LambdaPeer {
  /** One synchronous invocation. `functionError` is `Handled` or `Unhandled` when the function failed. */
  invoke(
    functionName: string,
    payload: unknown,
    signal?: AbortSignal,
  ): Promise<{ payload: unknown; functionError?: string; executedVersion: string }>;
}

export interface LogsPeer {
  hasGroup(group: string): boolean;
  /** Creates group and stream on first use; `timestamp` is epoch milliseconds. */
  append(group: string, stream: string, events: readonly { timestamp: number; message: string }[]): void;
}
