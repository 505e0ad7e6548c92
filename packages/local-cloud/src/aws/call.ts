import type { Signing } from './signing/sigv4.ts';

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
