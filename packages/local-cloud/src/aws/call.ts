import type { HttpRequest } from './http-request.ts';
import type { Signing } from './signing/signing.ts';

/** What a session of a role was opened with, over STS. */
export interface Session {
  /** Epoch milliseconds; a session that a service opened for itself ends with its work. */
  readonly expiresAt?: number;
  /** Session policies: nothing is allowed that they do not allow too. */
  readonly policies?: readonly { readonly name: string; readonly document: object }[];
  readonly tags?: Readonly<Record<string, string>>;
  /** Keys of the tags that a session has which is opened by this one. */
  readonly transitiveTagKeys?: readonly string[];
  readonly sourceIdentity?: string;
}

/** Who makes a call: found by the access key of the request's signature, or the role that a service acts as. */
export interface Caller {
  readonly accountId: string;
  /** `arn:aws:iam::…:user/NAME` or `arn:aws:sts::…:assumed-role/ROLE/SESSION`. */
  readonly arn: string;
  /** `anonymous`: nobody has signed the call, and nothing but what everybody may ask is answered. */
  readonly kind: 'user' | 'assumed-role' | 'service' | 'anonymous';
  /** User name or role name. */
  readonly name: string;
  readonly sessionName?: string;
  /** The role's ARN for an assumed role. */
  readonly roleArn?: string;
  readonly session?: Session;
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
