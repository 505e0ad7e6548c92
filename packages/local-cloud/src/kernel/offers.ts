import type { Assembly } from '../assembly/assembly.ts';
import type { Shape } from '../aws/call.ts';

/** What each service offers the others, and the command, that is no operation of AWS's: by the service's name. */
export interface Offers {
  cloudformation: CloudFormationOffer;
  s3: S3Offer;
  ssm: SsmOffer;
  glue: GlueOffer;
  logs: LogsOffer;
  events: EventsOffer;
  monitoring: MonitoringOffer;
  states: StatesOffer;
  scheduler: SchedulerOffer;
  sts: StsOffer;
  'redshift-data': RedshiftDataOffer;
  'redshift-serverless': RedshiftServerlessOffer;
}

/** OpenID Connect issuers that cannot be asked for their keys. */
export interface StsOffer {
  /** Takes the keys (a JSON Web Key Set) for the issuer's own until the local cloud ends; throws on what is no set of keys. */
  standIn(issuer: string, keys: object): void;
}

/** The account's stacks. */
export interface CloudFormationOffer {
  /** Makes the account hold exactly the assembly's stacks. */
  deploy(assembly: Assembly): Promise<void>;
  /** Brings again what the account held when the local cloud ended. */
  restore(): Promise<void>;
  /** Lets the next write of a resource (`<stack>/<logical id>`) fail, for who wants to see what becomes of it. */
  failOnce(place: string): void;
}

/** Parameters, for templates that refer to them. */
export interface SsmOffer {
  /** The value of a parameter that is there. */
  value(name: string): string | undefined;
}

/** Executions, for a person who does not want to sit out a wait, and for tasks that wait for one. */
export interface StatesOffer {
  /** Ends the Wait states that an execution is in; gives their number. */
  wake(executionArn: string): number;
  /** Names of the executions that run and are in no Wait state. */
  working(): readonly string[];
  /** Resolves once the execution has ended; rejects with the signal's reason where that is aborted first. */
  waitForExecution(executionArn: string, signal: AbortSignal): Promise<void>;
}

/** Schedules, for a person who does not want to wait for their time. */
export interface SchedulerOffer {
  /** Does what EventBridge Scheduler does at that time; tells what became of it. */
  fire(schedule: string, at: Date): Promise<Fired>;
}

/** What became of one firing of a schedule. */
export interface Fired {
  readonly schedule: string;
  readonly target: string;
  readonly delivered: boolean;
  /** Why it was not delivered. */
  readonly error?: string;
  /** Queue that got the event instead. */
  readonly deadLetter?: string;
  /** Why that queue did not get it either: then the event is lost. */
  readonly deadLetterError?: string;
}

/** Warehouses, for a person who opens them with a client of their own. */
export interface RedshiftDataOffer {
  /** The DuckDB file of each namespace. */
  files(): string[];
  /** Puts a copy of each into a folder, and gives their paths. */
  copies(folder: string): Promise<string[]>;
  /** That of one, whether the namespace is still there or not. */
  fileOf(namespaceName: string): string;
  /** Deletes that file: the namespace is gone for good. */
  drop(namespaceName: string): Promise<void>;
}

/** Where the Data API's statements run. */
export interface RedshiftServerlessOffer {
  namespaces(): readonly Namespace[];
  namespace(name: string): Namespace | undefined;
  workgroup(name: string): Workgroup | undefined;
}

/** Members as AWS names them. */
export interface Namespace {
  readonly namespaceName: string;
  readonly namespaceArn: string;
  readonly dbName: string;
  readonly adminUsername: string;
  readonly adminPasswordSecretArn?: string;
  readonly iamRoles: readonly string[];
  readonly defaultIamRoleArn?: string;
}

/** Members as AWS names them. */
export interface Workgroup {
  readonly workgroupName: string;
  readonly workgroupArn: string;
  readonly namespaceName: string;
  /** For conditions on `aws:ResourceTag/…`; no answer has them. */
  readonly tags: Readonly<Record<string, string>>;
}

/** EventBridge's default bus, for services that tell what happens to their resources. */
export interface EventsOffer {
  /** Matches the event against the template's rules and hands it to their targets; never rejects. */
  emit(event: {
    readonly source: string;
    readonly detailType: string;
    readonly resources: readonly string[];
    readonly detail: unknown;
  }): void;
}

/** CloudWatch's metrics, for services that count. */
export interface MonitoringOffer {
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
export interface S3Offer {
  /** Absolute path of the object's current bytes (a plain file that DuckDB can open), or undefined where absent. */
  objectPath(bucket: string, key: string): Promise<string | undefined>;
  list(bucket: string, prefix: string): Promise<{ key: string; size: number; etag: string }[]>;
  bucketExists(bucket: string): boolean;
  /** Idempotent. */
  createBucket(bucket: string): Promise<void>;
  /** Puts a local file (copied) as an object. */
  putFile(bucket: string, key: string, path: string): Promise<void>;
  putBytes(bucket: string, key: string, bytes: Uint8Array): Promise<void>;
  /** As DeleteObject does: for good without versioning, by a delete marker with it. */
  deleteObject(bucket: string, key: string): void;
  /** Deletes every version of every object, and every unfinished upload. */
  empty(bucket: string): void;
}

export interface GlueOffer {
  /** Makes the Python environments of the jobs of these kinds, so that the first run does not wait for them. */
  prepare(kinds: readonly ('pythonshell' | 'glueetl')[]): Promise<void>;
  /** Resolves with the JobRun (as GetJobRun gives it) once its JobRunState is terminal. */
  waitForJobRun(jobName: string, runId: string, signal?: AbortSignal): Promise<Shape>;
}

/** `timestamp` is epoch milliseconds. */
export interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

export interface LogsOffer {
  hasGroup(group: string): boolean;
  /** Creates group and stream on first use. Never throws: nobody's work fails because its log cannot be written. */
  append(group: string, stream: string, events: readonly LogEvent[]): void;
  /** The same for what is to arrive: throws where it cannot be written. */
  deliver(group: string, stream: string, events: readonly LogEvent[]): void;
}
