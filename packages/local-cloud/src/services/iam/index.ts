import { type Handlers, INERT, type Naming, named, type ResourceType } from '../../assembly/resource-type.ts';
import type { Roles } from '../../identity/roles.ts';
import type { Service } from '../../kernel/service.ts';

const arn = (kind: string) => (name: string, naming: Naming) =>
  `arn:aws:iam::${naming.accountId}:${kind}${naming.text('Path') ?? '/'}${name}`;
const NOBODY = { Users: 'there are no users but the operator', Groups: 'there are no groups' };

const handlers: Handlers<Roles> = {
  create: (roles, resource) => roles.put(resource),
  update: (roles, resource) => roles.put(resource),
  delete: (roles, resource) => roles.delete(resource),
  read: (roles, resource) => roles.properties(resource),
};

const resources: Readonly<Record<string, ResourceType<Roles>>> = {
  'AWS::IAM::Role': {
    works: [
      'RoleName',
      'AssumeRolePolicyDocument',
      'ManagedPolicyArns',
      'Policies',
      'Path',
      'MaxSessionDuration',
    ],
    inert: { Description: INERT.words, Tags: INERT.tags },
    identify: named('RoleName', arn('role'), (name) => ({
      attributes: { RoleId: `AROA${name.replace(/\W/g, '').toUpperCase().padEnd(17, 'X').slice(0, 17)}` },
    })),
    handlers,
  },
  'AWS::IAM::Policy': {
    works: ['PolicyName', 'PolicyDocument', 'Roles'],
    inert: { ...NOBODY, Tags: INERT.tags },
    identify: ({ ownName }) => ({ ref: ownName }),
    handlers,
  },
  'AWS::IAM::ManagedPolicy': {
    works: ['ManagedPolicyName', 'PolicyDocument', 'Roles', 'Path'],
    inert: { ...NOBODY, Description: INERT.words, Tags: INERT.tags },
    identify: (naming) => {
      const own = arn('policy')(naming.text('ManagedPolicyName') ?? naming.ownName, naming);
      return { ref: own, arn: own };
    },
    handlers,
  },
};

/** IAM: the roles and policies of the stacks. */
export const iam: Service<Roles> = {
  name: 'iam',
  title: 'AWS Identity and Access Management',
  state: (kernel) => kernel.roles,
  operations: {},
  resources,
  start: (roles) => roles.check(),
};
