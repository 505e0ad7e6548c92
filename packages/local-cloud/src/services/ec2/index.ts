import { createHash } from 'node:crypto';
import { inertType } from '../../assembly/resource-type.ts';
import type { Service } from '../../kernel/service.ts';

/** An id as EC2 makes them, of the name that CloudFormation makes: the same resource has the same. */
const idOf = (kind: string, ownName: string): string =>
  `${kind}-${createHash('sha256').update(ownName).digest('hex').slice(0, 17)}`;

const network = 'the local cloud has no network of its own: everything listens on 127.0.0.1';

/** EC2: networks, which change nothing on one machine. */
export const ec2: Service<void> = {
  name: 'ec2',
  title: 'Amazon EC2',
  state: () => undefined,
  operations: {},
  resources: {
    'AWS::EC2::VPC': inertType(network, ({ ownName, text }) => ({
      ref: idOf('vpc', ownName),
      attributes: {
        VpcId: idOf('vpc', ownName),
        CidrBlock: text('CidrBlock') ?? '',
        DefaultSecurityGroup: idOf('sg', `default of ${ownName}`),
      },
    })),
    'AWS::EC2::Subnet': inertType(network, ({ ownName, text }) => ({
      ref: idOf('subnet', ownName),
      attributes: { SubnetId: idOf('subnet', ownName), AvailabilityZone: text('AvailabilityZone') ?? '' },
    })),
    'AWS::EC2::RouteTable': inertType(network),
    'AWS::EC2::Route': inertType(network),
    'AWS::EC2::SubnetRouteTableAssociation': inertType(network),
    'AWS::EC2::SecurityGroup': inertType(network, ({ ownName, text }) => ({
      ref: idOf('sg', ownName),
      attributes: { GroupId: idOf('sg', ownName), VpcId: text('VpcId') ?? '' },
    })),
    'AWS::EC2::SecurityGroupIngress': inertType(network),
    'AWS::EC2::SecurityGroupEgress': inertType(network),
    'AWS::EC2::VPCEndpoint': inertType(network),
    'Custom::VpcRestrictDefaultSG': inertType(network),
  },
};
