import { type Handlers, INERT, type Naming, named, type ResourceType } from '../../assembly/resource-type.ts';
import { uniqueId } from '../../identity/unique-id.ts';
import type { Iam } from './iam.ts';

const arn = (kind: string) => (name: string, naming: Naming) =>
  `arn:aws:iam::${naming.accountId}:${kind}${naming.text('Path') ?? '/'}${name}`;
const NOBODY = { Users: 'there are no users but the operator', Groups: 'there are no groups' };

const handlers: Handlers<Iam> = {
  create: (iam, resource) => iam.create(resource),
  update: ({ roles }, resource) => roles.put(resource),
  delete: ({ roles }, resource) => roles.delete(resource),
  read: ({ roles }, resource) => roles.properties(resource),
};

/** The CloudFormation types of IAM. */
export const resources: Readonly<Record<string, ResourceType<Iam>>> = {
  'AWS::IAM::Role': {
    works: [
      ...['RoleName', 'AssumeRolePolicyDocument', 'ManagedPolicyArns', 'Policies', 'PermissionsBoundary'],
      ...['Path', 'MaxSessionDuration', 'Description', 'Tags'],
    ],
    inert: {},
    identify: named('RoleName', arn('role'), (name, naming) => ({
      attributes: { RoleId: uniqueId('AROA', arn('role')(name, naming)) },
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
    works: ['ManagedPolicyName', 'PolicyDocument', 'Roles', 'Path', 'Description'],
    inert: { ...NOBODY, Tags: INERT.tags },
    identify: (naming) => {
      const own = arn('policy')(naming.text('ManagedPolicyName') ?? naming.ownName, naming);
      return { ref: own, arn: own, attributes: { PolicyArn: own, PolicyId: uniqueId('ANPA', own) } };
    },
    handlers,
  },
  'AWS::IAM::OIDCProvider': {
    works: ['Url', 'ClientIdList'],
    inert: {
      ThumbprintList: 'the certificate of an issuer is checked by the authorities that this machine trusts',
      Tags: INERT.tags,
    },
    identify: (naming) => {
      const issuer = (naming.text('Url') ?? '').replace(/^https:\/\//, '').replace(/\/$/, '');
      const own = `arn:aws:iam::${naming.accountId}:oidc-provider/${issuer}`;
      return { ref: own, arn: own };
    },
    handlers,
  },
};
