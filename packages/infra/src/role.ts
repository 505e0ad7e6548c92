import { Validations } from 'aws-cdk-lib';
import {
  CompositePrincipal,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { ConcernStack } from './stack.ts';

/** What a role may do: actions on resources. */
export interface Grant {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Why a resource has a `*`; a wildcard without a reason does not synthesize. */
  readonly because?: string;
}

export interface ServiceRoleProps {
  readonly roleName: string;
  /** Services that may assume it, e.g. `glue.amazonaws.com`. */
  readonly services: readonly string[];
  readonly grants: readonly Grant[];
  readonly description: string;
}

/**
 * Services whose documentation says that they send aws:SourceAccount when they assume a role:
 * "Cross-service confused deputy prevention", developer guides of Step Functions and EventBridge Scheduler.
 * The others send it at best: a condition that must hold would lock them out, so theirs holds if the key is there.
 * (A role can be passed to a service within its own account only, so another account cannot name it there.)
 */
const SENDS_ACCOUNT: readonly string[] = ['states.amazonaws.com', 'scheduler.amazonaws.com'];

/** The service, acting for this account alone. */
function principal(service: string, account: string): ServicePrincipal {
  const operator = SENDS_ACCOUNT.includes(service) ? 'StringEquals' : 'StringEqualsIfExists';
  return new ServicePrincipal(service, { conditions: { [operator]: { 'aws:SourceAccount': account } } });
}

/** The grant as IAM writes it. */
export const statementOf = ({ actions, resources, conditions }: Grant): PolicyStatement =>
  new PolicyStatement({
    actions: [...actions],
    resources: [...resources],
    ...(conditions ? { conditions: conditions as Record<string, Record<string, string>> } : {}),
  });

/** Writes the reason of each wildcard down where cdk-nag reads it. */
export function explainWildcards(role: Role, roleName: string, grants: readonly Grant[]): void {
  for (const { resources, because } of grants) {
    for (const resource of resources.filter((name) => name.includes('*'))) {
      if (!because)
        throw new Error(`role ${roleName}: the resource ${resource} has a wildcard and no reason`);
      Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason: because });
    }
  }
}

/** A role that only services acting for this account may assume (no confused deputy), with its statements inline. */
export function serviceRole(
  stack: ConcernStack,
  id: string,
  { roleName, services, grants, description }: ServiceRoleProps,
): Role {
  const role = new Role(stack, id, {
    roleName,
    description,
    assumedBy: new CompositePrincipal(...services.map((service) => principal(service, stack.config.account))),
    inlinePolicies: { statements: new PolicyDocument({ statements: grants.map(statementOf) }) },
  });
  explainWildcards(role, roleName, grants);
  return role;
}
