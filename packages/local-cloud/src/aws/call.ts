import type { HttpRequest } from './http-request.ts';
import type { Signing } from './signing/signing.ts';

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
  /** What verifies the chunks of a signed stream; of calls that came over HTTP. */
  readonly signing?: Signing;
  /** The request without its body, of calls that came over HTTP: policies may ask about its headers. */
  readonly request?: HttpRequest;
}

export type Shape = Record<string, unknown>;
