/** What verifies the chunks of a stream that goes on from the request's own signature. */
export interface Signing {
  readonly key: Buffer;
  readonly scope: string;
  readonly timestamp: string;
  readonly signature: string;
}
