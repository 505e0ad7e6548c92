import type { Resource } from '../assembly/assembly.ts';
import type { Caller } from '../aws/call.ts';
import { ServiceError } from '../aws/errors.ts';
import { type BucketPolicy, bucketOf, bucketPolicies } from './bucket-policies.ts';
import { type Context, like } from './matching.ts';
import { type Decision, decide, list, type Question } from './policy.ts';
import { names, trusts } from './principals.ts';
import { type Role, roleOf } from './role.ts';
import { type Grant, type Refusal, Usage, type Use } from './usage.ts';

/** Sentences of AWS: "Troubleshoot access denied error messages", AWS IAM user guide. S3 quotes the resource, others do not. */
function sentence(caller: Caller, { action, resource }: Question, because: string): string {
  const named = resource.startsWith('arn:aws:s3:::') ? `"${resource}"` : resource;
  return `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${named} ${because}`;
}

/** Where a person looks for the missing permission; AWS leaves them to find it. */
const searched = (caller: Caller, role: Role | undefined): string =>
  role === undefined
    ? `(the assembly has no role ${caller.name})`
    : `(role ${role.name}: ${role.policies.length === 0 ? 'it has no policy' : `policies ${role.policies.join(', ')}`})`;

/** What the held resources say, worked out. */
interface Known {
  readonly roles: ReadonlyMap<string, Role>;
  readonly bucketPolicies: ReadonlyMap<string, BucketPolicy>;
}

/** One that takes another's place has its logical id, and is there before the other goes. */
const keyOf = ({ type, arn, physicalId }: Resource): string => `${type} ${arn ?? physicalId}`;

/** Roles, policies and bucket policies of the stacks: who may assume which role, what it may do, what it did. */
export class Roles {
  readonly #held = new Map<string, Resource>();
  readonly #usage = new Usage();
  #known: Known | undefined;

  /** Takes a role, a policy or a bucket policy as its stack has it now. */
  put(resource: Resource): void {
    this.#held.set(keyOf(resource), resource);
    this.#known = undefined;
  }

  delete(resource: Resource): void {
    this.#held.delete(keyOf(resource));
    this.#known = undefined;
  }

  properties(resource: Resource): Resource['properties'] | undefined {
    return this.#held.get(keyOf(resource))?.properties;
  }

  /** Throws, naming the resource, on what the local cloud does not evaluate. */
  check(): void {
    this.#all();
  }

  /** The policy document of a bucket; undefined where it has none. */
  bucketPolicy(bucket: string): BucketPolicy | undefined {
    return this.#all().bucketPolicies.get(bucket);
  }

  #all(): Known {
    const ofType = (type: string): Resource[] => [...this.#held.values()].filter((one) => one.type === type);
    this.#known ??= {
      roles: new Map(ofType('AWS::IAM::Role').map((role) => [role.arn ?? '', roleOf(ofType, role)])),
      bucketPolicies: bucketPolicies(ofType('AWS::S3::BucketPolicy')),
    };
    return this.#known;
  }

  /** ARN of a role that is given by its name or its ARN. */
  arnOf(role: string): string {
    return [...this.#all().roles.values()].find(({ name }) => name === role)?.arn ?? role;
  }

  /** Throws unless the role exists and its trust policy lets the service assume it, by one of its principals. */
  checkTrust(roleArn: string, service: readonly string[], context: Context): void {
    const role = this.#all().roles.get(roleArn);
    if (!role) throw new ServiceError('NoSuchEntity', `The role with ARN ${roleArn} cannot be found.`, 404);
    if (trusts(role.trust, service, context)) return;
    throw new ServiceError(
      'AccessDeniedException',
      `The role ${roleArn} cannot be assumed by ${service[0]}: its trust policy does not allow it`,
    );
  }

  /** Throws AccessDeniedException with AWS's sentence unless the policies of caller and bucket allow the action. */
  authorize(caller: Caller, action: string, resource: string, context: Context): void {
    const question: Question = { action, resource, context };
    const byResource = this.#byResource(caller, question);
    if (byResource.outcome === 'explicitly denied')
      throw this.#denied(caller, question, 'with an explicit deny in a resource-based policy', byResource);
    if (caller.kind === 'user') return; // the operator is this machine's administrator
    const role = this.#all().roles.get(caller.roleArn ?? '');
    const own = decide(role?.statements ?? [], question);
    if (own.outcome === 'explicitly denied')
      throw this.#denied(caller, question, 'with an explicit deny in an identity-based policy', own);
    const by = own.by ?? byResource.by;
    if (!by) {
      const because = `because no identity-based policy allows the ${action} action`;
      throw this.#refused(
        caller,
        question,
        `${sentence(caller, question, because)} ${searched(caller, role)}`,
      );
    }
    this.#usage.record({ role: caller.name, action, resource, policy: by.policy, statement: by.id });
  }

  /** Whether the caller's policies allow the action on some resource. */
  mayAnywhere(caller: Caller, action: string): boolean {
    if (caller.kind === 'user') return true;
    const { statements = [] } = this.#all().roles.get(caller.roleArn ?? '') ?? {};
    return statements.some(
      ({ statement }) =>
        statement.Effect === 'Allow' && list(statement.Action).some((pattern) => like(pattern, action, true)),
    );
  }

  #denied(caller: Caller, question: Question, because: string, { by }: Decision): ServiceError {
    const where = `(policy ${by?.policy ?? ''}, ${by?.id ?? ''})`;
    return this.#refused(caller, question, `${sentence(caller, question, because)} ${where}`);
  }

  #refused({ kind, name: role }: Caller, { action, resource }: Question, message: string): ServiceError {
    if (kind !== 'user') this.#usage.refuse({ role, action, resource, message });
    return new ServiceError('AccessDeniedException', message);
  }

  #byResource(caller: Caller, question: Question): Decision {
    const bucket = bucketOf(question.resource);
    const statements =
      (bucket === undefined ? undefined : this.#all().bucketPolicies.get(bucket)?.statements) ?? [];
    const speaking = statements.filter((one) => {
      const named = names(one, caller);
      return named === 'itself' || (named === 'by account' && one.statement.Effect === 'Deny');
    });
    return decide(speaking, question);
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
    return this.#usage.granted(this.#all().roles.values(), (pattern, action) => like(pattern, action, true));
  }
}
