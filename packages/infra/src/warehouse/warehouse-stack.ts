import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { IpAddresses, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnNamespace, CfnWorkgroup } from 'aws-cdk-lib/aws-redshiftserverless';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/stages.ts';
import { serviceRole } from '../role.ts';
import { ConcernStack } from '../stack.ts';

const AUDIT_LOGS = ['userlog', 'connectionlog', 'useractivitylog'] as const;

/** Redshift Serverless in a network of its own that reaches nothing; COPY reads S3 from Redshift's side. */
export class WarehouseStack extends ConcernStack {
  constructor(scope: Construct, config: StageConfig) {
    super(scope, 'warehouse', config);
    const copyRole = this.#copyRole();
    const namespace = new CfnNamespace(this, 'Namespace', {
      namespaceName: this.names.namespace,
      dbName: this.names.database,
      // Secrets Manager holds the admin's password: it is in no template, log or parameter.
      manageAdminPassword: true,
      adminUsername: 'admin',
      iamRoles: [copyRole.roleArn],
      defaultIamRoleArn: copyRole.roleArn,
      logExports: [...AUDIT_LOGS],
    });
    // Redshift takes a group that exists, and would make one that keeps its events for ever:
    // "Audit logging for Amazon Redshift Serverless", Amazon Redshift management guide.
    for (const log of AUDIT_LOGS)
      namespace.node.addDependency(
        this.logGroup(`${log}Group`, `/aws/redshift/${this.names.namespace}/${log}`),
      );
    namespace.applyRemovalPolicy(
      config.retainData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    );
    const workgroup = this.#workgroup();
    workgroup.node.addDependency(namespace);
    this.publish('WorkgroupParameter', this.parameters.workgroup, this.names.workgroup);
    this.publish('NamespaceParameter', this.parameters.namespace, this.names.namespace);
    this.publish('DatabaseParameter', this.parameters.database, this.names.database);
    this.publish('CopyRoleParameter', this.parameters.copyRoleArn, this.roleArn(this.names.roles.copy));
  }

  #copyRole() {
    const { processed } = this.buckets;
    return serviceRole(this, 'CopyRole', {
      roleName: this.names.roles.copy,
      description: 'COPY reads the files that a load names',
      services: ['redshift.amazonaws.com', 'redshift-serverless.amazonaws.com'],
      grants: [
        // "COPY must have LIST access to the bucket and GET access for the bucket objects", also with a manifest:
        // "Permissions to access other AWS resources", Amazon Redshift developer guide.
        { actions: ['s3:ListBucket'], resources: [`arn:aws:s3:::${processed}`] },
        {
          actions: ['s3:GetObject'],
          resources: [`arn:aws:s3:::${processed}/*`],
          because: "a load's manifest names its files, each under the prefix of its own attempt",
        },
      ],
    });
  }

  #workgroup(): CfnWorkgroup {
    const { availabilityZones, baseCapacity, maxCapacity } = this.config;
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.42.0.0/24'),
      availabilityZones: [...availabilityZones],
      natGateways: 0,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'warehouse', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 27 }],
    });
    Validations.of(vpc).acknowledge({
      id: 'AwsSolutions-VPC7',
      reason:
        'the network has no way in or out, so a flow log would bill for silence: COPY reads S3 from the side of Redshift',
    });
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      allowAllOutbound: false,
      description: 'Redshift Serverless: reached by the Data API only',
    });
    const workgroup = new CfnWorkgroup(this, 'Workgroup', {
      workgroupName: this.names.workgroup,
      namespaceName: this.names.namespace,
      baseCapacity,
      maxCapacity,
      publiclyAccessible: false,
      // With it COPY would need an S3 endpoint, and the workgroup three zones.
      enhancedVpcRouting: false,
      subnetIds: vpc.isolatedSubnets.map(({ subnetId }) => subnetId),
      securityGroupIds: [securityGroup.securityGroupId],
    });
    return workgroup;
  }
}
