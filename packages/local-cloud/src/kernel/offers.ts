import type { Shape } from '../aws/call.ts';

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
