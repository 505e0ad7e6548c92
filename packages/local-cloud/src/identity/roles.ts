import type { Assembly, Resource } from '../assembly/assembly.ts';
import { type Caller, ServiceError } from '../service.ts';
import {
  checkOperators,
  decide,
  type PolicyDocument,
  type Statement,
  statementsOf,
  trusts,
} from './policy.ts';

interface Role {
  readonly name: string;
  readonly arn: string;
  readonly trust: PolicyDocument;
  readonly statements: readonly Statement[];
}

/** One thing that a role did. */
export interface Use {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const documentOf = (properties: Resource['properties'], name: string): PolicyDocument =>
  properties[name] as PolicyDocument;

/** Statements of AWS::IAM::Policy and AWS::IAM::ManagedPolicy resources that name the role or are attached to it. */
function attached(assembly: Assembly, role: Resource): Statement[] {
  const byRole = [
    ...assembly.ofType('AWS::IAM::Policy'),
    ...assembly.ofType('AWS::IAM::ManagedPolicy'),
  ].filter(({ properties }) => strings(properties.Roles).includes(role.physicalId));
  const byArn = strings(role.properties.ManagedPolicyArns).map((arn) => managedPolicy(assembly, role, arn));
  return [...byRole.map(({ properties }) => documentOf(properties, 'PolicyDocument')), ...byArn].flatMap(
    statementsOf,
  );
}

function managedPolicy(assembly: Assembly, role: Resource, arn: string): PolicyDocument {
  const own = assembly.ofType('AWS::IAM::ManagedPolicy').find((policy) => policy.arn === arn);
  if (own) return documentOf(own.properties, 'PolicyDocument');
  throw new Error(
    `${role.stackName}/${role.logicalId}: the local cloud does not know the managed policy ${arn}; write the statements into the role`,
  );
}

function roleOf(assembly: Assembly, resource: Resource): Role {
  const inline = (resource.properties.Policies as { PolicyDocument: PolicyDocument }[] | undefined) ?? [];
  const statements = [
    ...inline.flatMap(({ PolicyDocument }) => statementsOf(PolicyDocument)),
    ...attached(assembly, resource),
  ];
  checkOperators(statements);
  return {
    name: resource.physicalId,
    arn: resource.arn ?? '',
    trust: documentOf(resource.properties, 'AssumeRolePolicyDocument'),
    statements,
  };
}

/** The roles of an assembly: who may assume them, what they may do, what they did. */
export class Roles {
  readonly #roles: ReadonlyMap<string, Role>;
  readonly #uses = new Map<string, Use>();

  constructor(assembly: Assembly, ignored: (role: Resource) => boolean) {
    const resources = assembly.ofType('AWS::IAM::Role').filter((role) => !ignored(role));
    this.#roles = new Map(resources.map((resource) => [resource.arn ?? '', roleOf(assembly, resource)]));
  }

  /** Throws unless the role exists and its trust policy lets the service principal assume it. */
  checkTrust(roleArn: string, service: string, context: Readonly<Record<string, string>>): void {
    const role = this.#roles.get(roleArn);
    if (!role) throw new ServiceError('NoSuchEntity', `The role with ARN ${roleArn} cannot be found.`, 404);
    if (trusts(role.trust, service, context)) return;
    throw new ServiceError(
      'AccessDeniedException',
      `The role ${roleArn} cannot be assumed by ${service}: its trust policy does not allow it`,
    );
  }

  /** Throws AccessDeniedException with AWS's sentence unless the caller's policies allow the action. */
  authorize(
    caller: Caller,
    action: string,
    resource: string,
    context: Readonly<Record<string, string>>,
  ): void {
    if (caller.kind === 'user') return; // the operator is this machine's administrator
    const role = this.#roles.get(caller.roleArn ?? '');
    const decision = decide(role?.statements ?? [], { action, resource, context });
    if (decision === 'allowed') {
      this.#uses.set(`${caller.name} ${action} ${resource}`, { role: caller.name, action, resource });
      return;
    }
    const because =
      decision === 'explicitly denied'
        ? 'with an explicit deny in an identity-based policy'
        : `because no identity-based policy allows the ${action} action`;
    throw new ServiceError(
      'AccessDeniedException',
      `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} ${because}`,
      400,
    );
  }

  /** Every role × action × resource that was used since the start. */
  uses(): Use[] {
    return [...this.#uses.values()];
  }

  /** Every role with its allowed actions as the policies write them. */
  granted(): { role: string; action: string }[] {
    return [...this.#roles.values()].flatMap(({ name, statements }) =>
      statements
        .filter(({ Effect }) => Effect === 'Allow')
        .flatMap(({ Action }) =>
          (typeof Action === 'string' ? [Action] : [...(Action ?? [])]).map((action) => ({
            role: name,
            action,
          })),
        ),
    );
  }
}
