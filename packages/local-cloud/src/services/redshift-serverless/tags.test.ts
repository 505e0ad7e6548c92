import { ExecuteStatementCommand, RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { GetWorkgroupCommand, RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless';
import { expect, test } from 'vitest';
import { templateCloud } from '../../../testing/template-cloud.ts';

const warehouse = (stage: string) => ({
  [`Namespace${stage}`]: {
    Type: 'AWS::RedshiftServerless::Namespace',
    Properties: { NamespaceName: stage, DbName: 'tlc' },
  },
  [`Workgroup${stage}`]: {
    Type: 'AWS::RedshiftServerless::Workgroup',
    DependsOn: `Namespace${stage}`,
    Properties: {
      WorkgroupName: stage,
      NamespaceName: stage,
      Tags: [{ Key: 'stage', Value: stage }],
    },
  },
});

const ofDev = {
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: 'of-dev',
    AssumeRolePolicyDocument: {
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'glue.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    Policies: [
      {
        PolicyName: 'dev',
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Action: [
                'redshift-data:ExecuteStatement',
                'redshift-serverless:GetCredentials',
                'redshift-serverless:GetWorkgroup',
              ],
              Resource: '*',
              Condition: { StringEquals: { 'aws:ResourceTag/stage': 'dev' } },
            },
          ],
        },
      },
    ],
  },
};

test('a condition on the tag of a workgroup keeps a role out of the others', async () => {
  const cloud = await templateCloud({ ...warehouse('dev'), ...warehouse('prod'), Role: ofDev });
  try {
    const { kernel } = cloud.cloud;
    const credentials = kernel.assumeRole(
      `arn:aws:iam::${kernel.accountId}:role/of-dev`,
      'dev',
      'glue.amazonaws.com',
      'arn:aws:test',
    );
    const data = new RedshiftDataClient({ ...cloud.client, credentials });
    const api = new RedshiftServerlessClient({ ...cloud.client, credentials });
    const ask = (WorkgroupName: string) =>
      data.send(new ExecuteStatementCommand({ WorkgroupName, Database: 'tlc', Sql: 'SELECT 1' }));
    expect((await ask('dev')).Id).toBeDefined();
    expect((await api.send(new GetWorkgroupCommand({ workgroupName: 'dev' }))).workgroup).toBeDefined();
    await expect(ask('prod')).rejects.toThrow('not authorized to perform: redshift-data:ExecuteStatement');
    await expect(api.send(new GetWorkgroupCommand({ workgroupName: 'prod' }))).rejects.toThrow(
      'not authorized to perform: redshift-serverless:GetWorkgroup',
    );
  } finally {
    await cloud.stop();
  }
});
