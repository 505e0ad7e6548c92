import type { Owner, ResourceTypes } from '../assembly/resource-type.ts';
import type { Caller, Credentials, Shape } from '../aws/call.ts';
import type { KeyStore } from '../identity/key-store.ts';
import type { Context } from '../identity/matching.ts';
import type { Role } from '../identity/role.ts';
import type { Roles } from '../identity/roles.ts';
import type { Children } from './children.ts';
import type { Clock } from './clock.ts';
import type { Delivery } from './delivery.ts';
import type { Offers } from './offers.ts';
import type { Callee } from './task.ts';

/** What every service's state is made of. */
export interface Kernel {
  readonly accountId: string;
  readonly region: string;
  /**
   * Local file of what was published to this bucket and key: an asset of the assembly (which may be a folder, where a
   * deployment uploads an archive of it), else an object; undefined where there is neither.
   */
  published(bucket: string, key: string): Promise<string | undefined>;
  /** Whether the account holds exactly an assembly's stacks: what one no longer has may come again with the next. */
  readonly holdsAssembly: boolean;
  /** `http://127.0.0.1:PORT`. */
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
  /**
   * A key, secret and token of their own for one session of a role (one Lambda environment, one job run). `sourceArn` is the
   * resource for which the service assumes it: `aws:SourceArn` of the trust policy.
   */
  assumeRole(roleArn: string, sessionName: string, service: string, sourceArn: string): Credentials;
  revoke(credentials: Credentials): void;
  callerOf(credentials: Credentials): Caller;
  /** Throws AccessDenied as AWS would unless the caller's policies allow it. Context: condition keys. */
  authorize(caller: Caller, action: string, resource: string, context?: Record<string, string>): void;
  /** Throws AccessDenied unless the role's trust policy and the caller's policies let the caller do this to the role, e.g. `sts:AssumeRole`. */
  authorizeAssuming(caller: Caller, role: Role, actions: readonly string[], context: Context): void;
  /** Whether the role's trust policy lets in who holds a token of the provider, given by its ARN. */
  trustsToken(role: Role, provider: string, context: Context): boolean;
  /** Another service's operation in process, by the same authorization as by HTTP. */
  invoke(
    service: string,
    operation: string,
    input: Shape,
    caller: Caller,
    signal?: AbortSignal,
  ): Promise<Shape>;
  /** Environment of a child process: endpoint, region, the role's credentials, no proxies, no user files of AWS. */
  childEnv(credentials: Credentials): Record<string, string>;
  /** What the services offer each other that is no operation of AWS's. */
  readonly offers: Offers;
  /** Hands a message to a resource of another service, by its ARN; rejects with that service's error. */
  deliver(delivery: Delivery): Promise<void>;
  /** Whether `deliver` knows the service of this ARN. */
  deliversTo(target: string): boolean;
  /** Base address of the folder that stands in for a publisher; undefined where none was given. */
  publisher(): string | undefined;
  /** The services as Step Functions finds them; known once all of them were made. */
  callees(): readonly Callee[];
  /** The service that owns a CloudFormation type; throws where there is none. */
  ownerOf(type: string): Owner;
  /** Every type that may stand in a template. */
  resourceTypes(): ResourceTypes;
  /** Who may do what; what the IAM resources of the stacks say. */
  readonly roles: Roles;
  /** Whose keys are whose; sessions that clients assume are opened here. */
  readonly keys: KeyStore;
}
