import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tablesOf, yellow } from '@tlc-elt/contracts';
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
      ...(stage === 'prod' ? { BaseCapacity: 8, MaxCapacity: 16 } : { BaseCapacity: 4, MaxCapacity: 8 }),
      PubliclyAccessible: false,
      EnhancedVpcRouting: false,
    });
  });
});

test('what `ops cost` and docs/deploy.md count is what the templates have', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/deploy.md'), 'utf8');
  const rpu = (stage: string) => stageConfig({ TLC_STAGE: stage }).baseCapacity;
  expect(page).toContain(`| **dev, ${rpu('dev')} RPU** |`);
  expect(page).toContain(`| **prod, ${rpu('prod')} RPU** |`);
  expect(page).toContain(`| Alarms | ${resources('dev', 'AWS::CloudWatch::Alarm').length} alarms × `);
  expect(resources('dev', 'AWS::CloudWatch::Dashboard')).toHaveLength(1);
});

test('a table has no more columns than a workgroup of 4 RPU takes', () => {
  for (const { columns } of tablesOf(yellow)) expect(columns.length).toBeLessThanOrEqual(100);
});
