import {
  CompositePrincipal,
  PolicyDocument,
  type PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { ConcernStack } from './stack.ts';

export interface ServiceRoleProps {
  readonly roleName: string;
  /** Services that may assume it, e.g. `glue.amazonaws.com`. */
  readonly services: readonly string[];
  readonly statements: readonly PolicyStatement[];
  readonly description: string;
}

/** A role that only services acting for this account may assume (no confused deputy), with its statements inline. */
export function serviceRole(
  stack: ConcernStack,
  id: string,
  { roleName, services, statements, description }: ServiceRoleProps,
): Role {
  const conditions = { StringEquals: { 'aws:SourceAccount': stack.config.account } };
  return new Role(stack, id, {
    roleName,
    description,
    assumedBy: new CompositePrincipal(
      ...services.map((service) => new ServicePrincipal(service, { conditions })),
    ),
    inlinePolicies: { statements: new PolicyDocument({ statements: [...statements] }) },
  });
}
