import { arnOf, INERT, type ResourceType } from '../../assembly/resource-type.ts';
import { pending } from '../../kernel/legacy.ts';

/** The CloudFormation types of Redshift Serverless. */
export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::RedshiftServerless::Namespace': {
    works: [
      'NamespaceName',
      'DbName',
      'AdminUsername',
      'AdminUserPassword',
      'ManageAdminPassword',
      'IamRoles',
      'DefaultIamRoleArn',
    ],
    inert: {
      AdminPasswordSecretKmsKeyId: INERT.encryption,
      FinalSnapshotName: 'nothing deletes a namespace but `reset`',
      FinalSnapshotRetentionPeriod: 'nothing deletes a namespace but `reset`',
      KmsKeyId: INERT.encryption,
      LogExports: 'statements are told by the Data API',
      Tags: INERT.tags,
    },
    identify: (naming) => {
      const name = naming.text('NamespaceName') ?? naming.ownName;
      const arn = arnOf('redshift-serverless', naming, `namespace/${name}`);
      return {
        ref: name,
        arn,
        attributes: {
          'Namespace.NamespaceArn': arn,
          'Namespace.NamespaceId': name,
          'Namespace.NamespaceName': name,
        },
      };
    },
    handlers: pending,
  },
  'AWS::RedshiftServerless::Workgroup': {
    works: [
      'WorkgroupName',
      'NamespaceName',
      'BaseCapacity',
      'MaxCapacity',
      'EnhancedVpcRouting',
      'SubnetIds',
      'PubliclyAccessible',
      'SecurityGroupIds',
      'Port',
    ],
    inert: {
      PricePerformanceTarget: INERT.capacity,
      Tags: INERT.tags,
      TrackName: 'the warehouse is DuckDB',
      Workgroup: 'is read-only',
    },
    identify: (naming) => {
      const name = naming.text('WorkgroupName') ?? naming.ownName;
      const arn = arnOf('redshift-serverless', naming, `workgroup/${name}`);
      return {
        ref: name,
        arn,
        attributes: {
          'Workgroup.WorkgroupArn': arn,
          'Workgroup.WorkgroupId': name,
          'Workgroup.WorkgroupName': name,
          'Workgroup.Endpoint.Address': '127.0.0.1',
          'Workgroup.Endpoint.Port': '5439',
        },
      };
    },
    handlers: pending,
  },
};
