import type { Service } from '../../kernel/service.ts';
import { Iam } from './iam.ts';
import { policyOperations } from './policy-operations.ts';
import { providerOperations } from './provider-operations.ts';
import { resources } from './resources.ts';
import { roleOperations } from './role-operations.ts';

/** IAM: roles, policies and providers of the stacks, and what people make by hand before the first one. */
export const iam: Service<Iam> = {
  name: 'iam',
  title: 'AWS Identity and Access Management',
  state: (kernel) => new Iam(kernel),
  operations: { ...roleOperations, ...policyOperations, ...providerOperations },
  resources,
  ownErrors: {
    ValidationException: ['ValidationError', 400],
    InvalidNextToken: ['ValidationError', 400],
    AccessDeniedException: ['AccessDenied', 403],
  },
  refused: {
    'users, groups and access keys': 'InvalidAction: the operator is the only user',
    'changes of roles, versions of policies': 'InvalidAction: stacks change them',
  },
  differences: [
    'Dates of creation are the time at which the local cloud was started.',
    'Of the managed policies of AWS there are those that ListPolicies names; ReadOnlyAccess has what it allows of the services that are served here.',
  ],
  start: ({ roles }) => roles.check(),
};
