import { inertType } from '../../assembly/resource-type.ts';
import type { Service } from '../../kernel/service.ts';

const network = 'the local cloud has no network of its own: everything listens on 127.0.0.1';

/** EC2: networks, which change nothing on one machine. */
export const ec2: Service<void> = {
  name: 'ec2',
  title: 'Amazon EC2',
  state: () => undefined,
  operations: {},
  resources: {
    'AWS::EC2::VPC': inertType(network, ({ logicalId, text }) => ({
      ref: `vpc-${logicalId}`,
      attributes: {
        VpcId: `vpc-${logicalId}`,
        CidrBlock: text('CidrBlock') ?? '',
        DefaultSecurityGroup: `sg-default-${logicalId}`,
      },
    })),
    'AWS::EC2::Subnet': inertType(network, ({ logicalId, text }) => ({
      ref: `subnet-${logicalId}`,
      attributes: { SubnetId: `subnet-${logicalId}`, AvailabilityZone: text('AvailabilityZone') ?? '' },
    })),
    'AWS::EC2::RouteTable': inertType(network),
    'AWS::EC2::Route': inertType(network),
    'AWS::EC2::SubnetRouteTableAssociation': inertType(network),
    'AWS::EC2::SecurityGroup': inertType(network, ({ logicalId, text }) => ({
      ref: `sg-${logicalId}`,
      attributes: { GroupId: `sg-${logicalId}`, VpcId: text('VpcId') ?? '' },
    })),
    'AWS::EC2::SecurityGroupIngress': inertType(network),
    'AWS::EC2::SecurityGroupEgress': inertType(network),
    'AWS::EC2::VPCEndpoint': inertType(network),
    'Custom::VpcRestrictDefaultSG': inertType(network),
  },
};
