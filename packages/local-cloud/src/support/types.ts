/** How far one operation of a service answers as AWS does. */
export interface OperationSupport {
  readonly status: 'supported' | 'partial';
  /** Needed for `partial`: what is left out, and how it is refused. */
  readonly note?: string;
}

/**
 * What one service of the local cloud does, as `docs/local-cloud.md` prints it. Each service exports
 * `support` from its own `support.ts`; a test compares `operations` with the operations that are really served.
 */
export interface ServiceSupport {
  /** AWS's name of the service, e.g. `Amazon S3`. */
  readonly service: string;
  /** The name in the credential scope, e.g. `s3`: the key by which the page is joined with the served service. */
  readonly signingName: string;
  /** e.g. `REST XML`, `JSON 1.1`, `query`. */
  readonly protocol: string;
  /** By AWS's operation name: every operation that is served, none besides. */
  readonly operations: Readonly<Record<string, OperationSupport>>;
  /** What is refused by name, e.g. `{ 'PutObject with SSE-C': 'NotImplemented' }`: what → the error it gets. */
  readonly refused: Readonly<Record<string, string>>;
  /** Sentences on where an answer differs from AWS's. */
  readonly differences: readonly string[];
  /** Resources by which Step Functions reaches it, besides `aws-sdk` ones. */
  readonly tasks?: readonly string[];
}
