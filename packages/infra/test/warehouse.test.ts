import { describe, expect, test } from 'vitest';
import { stageConfig } from '../src/config/stages.ts';
import { resources, stages } from './templates.ts';

describe.each(stages)('the warehouse of stage %s', (stage) => {
  test("lies in the stage's zones, none of them a stand-in of the CDK", () => {
    const zones = resources(stage, 'AWS::EC2::Subnet').map(({ properties }) => properties.AvailabilityZone);
    expect(zones).toEqual(stageConfig({ TLC_STAGE: stage }).availabilityZones);
    // All six of us-east-1: which of them Redshift Serverless supports depends on the account's letters.
    expect(new Set(zones).size).toBe(6);
    expect(zones.join()).not.toMatch(/dummy/);
  });

  test('has no way out: no gateway, no route, no open port', () => {
    const types = resources(stage).map(({ type }) => type);
    expect(types.filter((type) => /NatGateway|InternetGateway|EC2::Route$|EIP|Ingress/.test(type))).toEqual(
      [],
    );
    for (const { properties } of resources(stage, 'AWS::EC2::SecurityGroup'))
      expect(properties.SecurityGroupIngress).toBeUndefined();
  });

  test('is a namespace whose password only Secrets Manager knows, and a workgroup with a ceiling', () => {
    const [namespace] = resources(stage, 'AWS::RedshiftServerless::Namespace');
    expect(namespace?.properties).toMatchObject({
      NamespaceName: `tlc-${stage}`,
      DbName: 'tlc',
      ManageAdminPassword: true,
      LogExports: ['userlog', 'connectionlog', 'useractivitylog'],
    });
    expect(namespace?.properties.AdminUserPassword).toBeUndefined();
    const [workgroup] = resources(stage, 'AWS::RedshiftServerless::Workgroup');
    expect(workgroup?.properties).toMatchObject({
      BaseCapacity: 8,
      MaxCapacity: 16,
      PubliclyAccessible: false,
      EnhancedVpcRouting: false,
    });
  });
});
