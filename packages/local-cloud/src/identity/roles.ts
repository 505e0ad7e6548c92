import type { Resource } from '../assembly/assembly.ts';
import type { Caller } from '../aws/call.ts';
import { ServiceError } from '../aws/errors.ts';
import { type BucketPolicy, bucketOf, bucketPolicies } from './bucket-policies.ts';
import { checkStatements } from './check-policy.ts';
import { type Judgement, judge, mayAnywhere, type Policies } from './judgement.ts';
import { managedByAws } from './managed-policies.ts';
import { type Context, like } from './matching.ts';
import { type PolicyDocument, type Question, type Sourced, sourced } from './policy.ts';
import { trustStatements, trusts } from './principals.ts';
import { type Policy, policyOf, type Role, roleOf } from './role.ts';
import { type Grant, type Refusal, Usage, type Use } from './usage.ts';

/** Sentences of AWS: "Troubleshoot access denied error messages", AWS IAM user guide. S3 quotes the resource, others do not. */
function sentence(caller: Caller, { action, resource }: Question): string {
  const named = resource.startsWith('arn:aws:s3:::') ? `"${resource}"` : resource;
  return `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${named}`;
}

/** Where a person looks for the missing permission; AWS leaves them to find it. */
function searched(caller: Caller, role: Role | undefined): string {
  if (role === undefined) return `(the assembly has no role ${caller.name})`;
  const names = role.policies.map(({ name }) => name);
  const boundary = role.boundary ? `, permissions boundary ${role.boundary.arn}` : '';
  const policies = names.length === 0 ? 'it has no policy' : `policies ${names.join(', ')}`;
  return `(role ${role.name}: ${policies}${boundary})`;
}

/** What the operator may do, who is this machine's administrator. */
const ADMINISTRATOR = sourced('AdministratorAccess', {
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
});

/** What the held resources say, worked out. */
interface Known {
  readonly roles: ReadonlyMap<string, Role>;
  readonly bucketPolicies: ReadonlyMap<string, BucketPolicy>;
}

/** One that takes another's place has its logical id, and is there before the other goes. */
const keyOf = ({ type, arn, physicalId }: Resource): string => `${type} ${arn ?? physicalId}`;

/** Roles, policies, providers and bucket policies of the account: who may assume which role, what it may do, what it did. */
export class Roles {
  readonly #held = new Map<string, Resource>();
  readonly #usage = new Usage();
  #known: Known | undefined;

  /** Takes a role, a policy, a provider or a bucket policy as its stack has it now; throws on what is not evaluated. */
  put(resource: Resource): void {
    const id = keyOf(resource);
    const before = this.#held.get(id);
    this.#held.set(id, resource);
    this.#known = undefined;
    try {
      this.#check(resource);
    } catch (error) {
      if (before) this.#held.set(id, before);
      else this.#held.delete(id);
      throw error;
    }
  }

  delete(resource: Resource): void {
    this.#held.delete(keyOf(resource));
    this.#known = undefined;
  }

  properties(resource: Resource): Resource['properties'] | undefined {
    return this.#held.get(keyOf(resource))?.properties;
  }

  /** Resources of one type that the account holds now, e.g. `AWS::IAM::OIDCProvider`. */
  ofType(type: string): Resource[] {
    return [...this.#held.values()].filter((one) => one.type === type);
  }

  /** Every role, in the order in which they came. */
  all(): Role[] {
    return [...this.#all().roles.values()];
  }

  /** The role of an ARN; undefined where there is none. */
  role(arn: string): Role | undefined {
    return this.#all().roles.get(arn);
  }

  /** A managed policy of the account or of AWS; undefined where it is not known. */
  managedPolicy(arn: string): Policy | undefined {
    const own = this.ofType('AWS::IAM::ManagedPolicy').find((policy) => policy.arn === arn);
    if (own) return policyOf(own);
    const document = managedByAws(arn);
    return document && { name: arn.replace(/^.*\//, ''), arn, document };
  }

  /** Throws, naming the resource, on what the local cloud does not evaluate. */
  check(): void {
    this.#all();
  }

  /** The policy document of a bucket; undefined where it has none. */
  bucketPolicy(bucket: string): BucketPolicy | undefined {
    return this.#all().bucketPolicies.get(bucket);
  }

  #check(resource: Resource): void {
    const { type, properties, logicalId, stackName } = resource;
    if (type === 'AWS::IAM::Role') roleOf((asked) => this.ofType(asked), resource);
    else if (properties.PolicyDocument !== undefined)
      checkStatements(
        sourced(logicalId, properties.PolicyDocument as PolicyDocument),
        stackName === '' ? logicalId : `${stackName}/${logicalId}`,
      );
  }

  #all(): Known {
    const ofType = (type: string): Resource[] => this.ofType(type);
    this.#known ??= {
      roles: new Map(ofType('AWS::IAM::Role').map((role) => [role.arn ?? '', roleOf(ofType, role)])),
      bucketPolicies: bucketPolicies(ofType('AWS::S3::BucketPolicy')),
    };
    return this.#known;
  }

  /** ARN of a role that is given by its name or its ARN. */
  arnOf(role: string): string {
    return this.all().find(({ name }) => name === role)?.arn ?? role;
  }

  /** Throws unless the role exists and its trust policy lets the service assume it, by one of its principals. */
  checkTrust(roleArn: string, service: readonly string[], context: Context): void {
    const role = this.role(roleArn);
    if (!role) throw new ServiceError('NoSuchEntity', `The role with ARN ${roleArn} cannot be found.`, 404);
    if (trusts(role.trust, service, context)) return;
    throw new ServiceError(
      'AccessDeniedException',
      `The role ${roleArn} cannot be assumed by ${service[0]}: its trust policy does not allow it`,
    );
  }

  /**
   * Throws AccessDeniedException with AWS's sentence unless the caller may do each of the actions to the role, `sts:AssumeRole`
   * and what goes with it: its trust policy names the caller, or the account and the caller's own policies allow it.
   */
  authorizeAssuming(caller: Caller, role: Role, actions: readonly string[], context: Context): void {
    for (const action of actions) {
      const question: Question = { action, resource: role.arn, context };
      const policies = { ...this.#policiesOf(caller), resource: trustStatements(role.trust), mustName: true };
      const judgement = judge(policies, caller, question);
      if (!judgement.allowed)
        throw this.#refused(caller, question, judgement, `(trust policy of role ${role.name})`);
      this.#record(caller, question, judgement.by);
    }
  }

  /** Throws AccessDeniedException with AWS's sentence unless the policies of caller and bucket allow the action. */
  authorize(caller: Caller, action: string, resource: string, context: Context): void {
    const question: Question = { action, resource, context };
    const bucket = bucketOf(resource);
    const ofBucket = bucket === undefined ? undefined : this.#all().bucketPolicies.get(bucket)?.statements;
    const judgement = judge({ ...this.#policiesOf(caller), resource: ofBucket }, caller, question);
    if (!judgement.allowed)
      throw this.#refused(caller, question, judgement, searched(caller, this.role(caller.roleArn ?? '')));
    this.#record(caller, question, judgement.by);
  }

  /** Whether the caller's policies, its boundary and those of its session allow the action on some resource. */
  mayAnywhere(caller: Caller, action: string): boolean {
    return mayAnywhere(this.#policiesOf(caller), action);
  }

  /** Tags of a caller, for conditions: those of its session win over those of its role. */
  tagsOf({ roleArn = '', session }: Caller): Readonly<Record<string, string>> {
    return { ...this.role(roleArn)?.tags, ...session?.tags };
  }

  #policiesOf({ kind, roleArn = '', session }: Caller): Policies {
    if (kind === 'user')
      return { resource: undefined, identity: ADMINISTRATOR, boundary: undefined, session: undefined };
    const role = this.role(roleArn);
    return {
      resource: undefined,
      identity: role?.statements ?? [],
      boundary: role?.boundary?.statements,
      session: session?.policies?.flatMap(({ name, document }) => sourced(name, document as PolicyDocument)),
    };
  }

  #refused(
    caller: Caller,
    question: Question,
    { because, by }: Judgement & { allowed: false },
    hint: string,
  ): ServiceError {
    const where = by ? `(policy ${by.policy}, ${by.id})` : hint;
    const message = `${sentence(caller, question)} ${because} ${where}`;
    const { action, resource } = question;
    if (caller.kind !== 'user') this.#usage.refuse({ role: caller.name, action, resource, message });
    return new ServiceError('AccessDeniedException', message);
  }

  #record({ kind, name: role }: Caller, { action, resource }: Question, by: Sourced): void {
    if (kind === 'user') return;
    this.#usage.record({ role, action, resource, policy: by.policy, statement: by.id });
  }

  /** Every role × action × statement that was used since the start. */
  uses(): Use[] {
    return this.#usage.all();
  }

  /** Every role × action that was refused since the start. */
  refusals(): Refusal[] {
    return this.#usage.refusals();
  }

  /** Every role with its allowed actions as the policies write them, and whether they were used. */
  granted(): Grant[] {
    return this.#usage.granted(this.all(), (pattern, action) => like(pattern, action, true));
  }
}
