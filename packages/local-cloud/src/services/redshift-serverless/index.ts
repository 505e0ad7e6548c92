import type { Resource } from '../../assembly/assembly.ts';
import type { Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { LegacyService } from '../../kernel/legacy.ts';
import { required } from '../input.ts';

/** ARN of the secret of a namespace's admin, which the warehouse manages by itself. */
export const adminSecretArn = (
  namespace: Resource,
  { region, accountId }: Pick<Kernel, 'region' | 'accountId'>,
): string =>
  `arn:aws:secretsmanager:${region}:${accountId}:secret:redshift!${namespace.physicalId}-${String(namespace.properties.AdminUsername ?? 'admin')}`;

/** Redshift Serverless: the template's namespaces and workgroups. */
export function createRedshiftServerless(kernel: Kernel): LegacyService {
  const { assembly } = kernel;
  const createdAt = kernel.clock.now();
  const find = (type: string, kind: string, name: string): Resource => {
    const found = assembly.ofType(type).find(({ physicalId }) => physicalId === name);
    if (!found) throw new ServiceError('ResourceNotFoundException', `${kind} ${name} not found.`);
    return found;
  };
  const namespaceShape = (resource: Resource): Shape => ({
    namespaceArn: resource.arn,
    namespaceId: resource.physicalId,
    namespaceName: resource.physicalId,
    adminUsername: resource.properties.AdminUsername ?? 'admin',
    dbName: resource.properties.DbName ?? 'dev',
    iamRoles: resource.properties.IamRoles ?? [],
    defaultIamRoleArn: resource.properties.DefaultIamRoleArn,
    status: 'AVAILABLE',
    creationDate: createdAt.toISOString(),
    ...(resource.properties.ManageAdminPassword === true
      ? { adminPasswordSecretArn: adminSecretArn(resource, kernel) }
      : {}),
  });
  const workgroupShape = (resource: Resource): Shape => ({
    workgroupArn: resource.arn,
    workgroupId: resource.physicalId,
    workgroupName: resource.physicalId,
    namespaceName: resource.properties.NamespaceName,
    baseCapacity: resource.properties.BaseCapacity,
    maxCapacity: resource.properties.MaxCapacity,
    enhancedVpcRouting: resource.properties.EnhancedVpcRouting ?? false,
    publiclyAccessible: resource.properties.PubliclyAccessible ?? false,
    subnetIds: resource.properties.SubnetIds ?? [],
    securityGroupIds: resource.properties.SecurityGroupIds ?? [],
    endpoint: { address: '127.0.0.1', port: 5439 },
    status: 'AVAILABLE',
    creationDate: createdAt.toISOString(),
  });
  return {
    signingName: 'redshift-serverless',
    protocol: { kind: 'json', version: '1.1', targetPrefix: 'RedshiftServerless' },
    operations: {
      GetNamespace: (input, { caller }) => {
        const resource = find(
          'AWS::RedshiftServerless::Namespace',
          'Namespace',
          required(input, 'namespaceName'),
        );
        kernel.authorize(caller, 'redshift-serverless:GetNamespace', resource.arn ?? '*');
        return { namespace: namespaceShape(resource) };
      },
      ListNamespaces: (_, { caller }) => {
        kernel.authorize(caller, 'redshift-serverless:ListNamespaces', '*');
        return { namespaces: assembly.ofType('AWS::RedshiftServerless::Namespace').map(namespaceShape) };
      },
      GetWorkgroup: (input, { caller }) => {
        const resource = find(
          'AWS::RedshiftServerless::Workgroup',
          'Workgroup',
          required(input, 'workgroupName'),
        );
        kernel.authorize(caller, 'redshift-serverless:GetWorkgroup', resource.arn ?? '*');
        return { workgroup: workgroupShape(resource) };
      },
      ListWorkgroups: (_, { caller }) => {
        kernel.authorize(caller, 'redshift-serverless:ListWorkgroups', '*');
        return { workgroups: assembly.ofType('AWS::RedshiftServerless::Workgroup').map(workgroupShape) };
      },
    },
  };
}
