import type {
  CreateServiceLinkedRoleRequest,
  GetRolePolicyRequest,
  GetRoleRequest,
  ListAttachedRolePoliciesRequest,
  ListRolePoliciesRequest,
  ListRolesRequest,
} from '@aws-sdk/client-iam';
import type { Shape } from '../../aws/call.ts';
import { NotSupported, ServiceError } from '../../aws/errors.ts';
import type { Role } from '../../identity/role.ts';
import type { Input, Operation } from '../../kernel/service.ts';
import { encoded, type Iam, listed, noSuchEntity } from './iam.ts';

const told = ({ startedAt }: Iam, role: Role): Shape => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: role.arn,
  CreateDate: startedAt,
  AssumeRolePolicyDocument: encoded(role.trust),
  Description: role.description,
  MaxSessionDuration: role.maxSessionSeconds,
});

/** What ListRoles leaves out. */
const inFull = (iam: Iam, role: Role): Shape => ({
  ...told(iam, role),
  PermissionsBoundary: role.boundary && {
    PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
    PermissionsBoundaryArn: role.boundary.arn,
  },
  Tags: Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
});

/** Roles that services make for themselves: "AWS services that work with IAM". */
const SERVICE_LINKED: Readonly<Record<string, string>> = {
  'redshift.amazonaws.com': 'AWSServiceRoleForRedshift',
};

export const roleOperations: Readonly<Record<string, Operation<Iam>>> = {
  GetRole: {
    takes: ['RoleName'],
    run: (iam, { RoleName }: Input<GetRoleRequest>, call) => ({
      Role: inFull(iam, iam.role(RoleName, call)),
    }),
  },
  ListRoles: {
    takes: ['PathPrefix', 'Marker', 'MaxItems'],
    run: (iam, asked: Input<ListRolesRequest>, call) => {
      const { PathPrefix = '/' } = asked;
      iam.authorize(call, iam.arnOf(`role${PathPrefix}`));
      const found = iam.roles.all().filter(({ path }) => path.startsWith(PathPrefix));
      return listed(
        'Roles',
        found.map((role) => told(iam, role)),
        asked,
      );
    },
  },
  GetRolePolicy: {
    takes: ['RoleName', 'PolicyName'],
    run: (iam, { RoleName, PolicyName }: Input<GetRolePolicyRequest>, call) => {
      const { policies } = iam.role(RoleName, call);
      const policy = policies.find(({ name, arn }) => name === PolicyName && arn === undefined);
      if (!policy) throw noSuchEntity(`The role policy with name ${PolicyName} cannot be found.`);
      return { RoleName, PolicyName, PolicyDocument: encoded(policy.document) };
    },
  },
  ListRolePolicies: {
    takes: ['RoleName', 'Marker', 'MaxItems'],
    run: (iam, asked: Input<ListRolePoliciesRequest>, call) => {
      const inline = iam.role(asked.RoleName, call).policies.filter(({ arn }) => arn === undefined);
      return listed(
        'PolicyNames',
        inline.map(({ name }) => name),
        asked,
      );
    },
  },
  ListAttachedRolePolicies: {
    takes: ['RoleName', 'Marker', 'MaxItems'],
    run: (iam, asked: Input<ListAttachedRolePoliciesRequest>, call) => {
      const attached = iam.role(asked.RoleName, call).policies.filter(({ arn }) => arn !== undefined);
      return listed(
        'AttachedPolicies',
        attached.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn })),
        asked,
      );
    },
  },
  CreateServiceLinkedRole: {
    takes: ['AWSServiceName', 'Description'],
    note: `of ${Object.keys(SERVICE_LINKED).join(', ')}; no service works by it here`,
    run: (iam, { AWSServiceName, Description }: Input<CreateServiceLinkedRoleRequest>, call) => {
      const name = SERVICE_LINKED[AWSServiceName];
      if (name === undefined) throw new NotSupported(`the service-linked role of ${AWSServiceName}`);
      const Path = `/aws-service-role/${AWSServiceName}/`;
      const arn = iam.arnOf(`role${Path}${name}`);
      iam.authorize(call, arn);
      if (iam.roles.role(arn))
        throw new ServiceError(
          'InvalidInput',
          `Service role name ${name} has been taken in this account, please try a different suffix.`,
        );
      const trusted = {
        Effect: 'Allow',
        Principal: { Service: [AWSServiceName] },
        Action: ['sts:AssumeRole'],
      };
      const AssumeRolePolicyDocument = { Version: '2012-10-17', Statement: [trusted] };
      iam.make('AWS::IAM::Role', arn, name, { Path, Description, AssumeRolePolicyDocument });
      return { Role: told(iam, iam.roles.role(arn) as Role) };
    },
  },
};
