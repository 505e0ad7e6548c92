import {
  ConflictException,
  CreateUsageLimitCommand,
  DeleteUsageLimitCommand,
  GetNamespaceCommand,
  GetUsageLimitCommand,
  GetWorkgroupCommand,
  ListNamespacesCommand,
  ListUsageLimitsCommand,
  ListWorkgroupsCommand,
  RedshiftServerlessClient,
  ResourceNotFoundException,
  UpdateUsageLimitCommand,
} from '@aws-sdk/client-redshift-serverless';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACCOUNT, COPY_ROLE, WarehouseCloud } from '../../../testing/redshift-data/warehouse-cloud.ts';
import type { Credentials } from '../../aws/call.ts';

let cloud: WarehouseCloud;
let api: RedshiftServerlessClient;
const client = (credentials: Credentials): RedshiftServerlessClient =>
  new RedshiftServerlessClient({
    endpoint: cloud.cloud.endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });

beforeAll(async () => {
  cloud = await WarehouseCloud.start();
  api = client(cloud.cloud.kernel.keys.operator());
});
afterAll(async () => {
  api.destroy();
  await cloud.stop();
});

test('a workgroup is the template\u2019s', async () => {
  const { workgroup } = await api.send(new GetWorkgroupCommand({ workgroupName: 'analytics-wg' }));
  expect(workgroup).toMatchObject({
    workgroupName: 'analytics-wg',
    namespaceName: 'analytics',
    workgroupArn: `arn:aws:redshift-serverless:us-east-1:${ACCOUNT}:workgroup/analytics-wg`,
    baseCapacity: 8,
    publiclyAccessible: false,
    status: 'AVAILABLE',
  });
  const { workgroups } = await api.send(new ListWorkgroupsCommand({}));
  expect(workgroups?.map(({ workgroupName }) => workgroupName)).toEqual(['analytics-wg']);
});

test('a namespace shows its database, roles and the secret of its admin', async () => {
  const { namespace } = await api.send(new GetNamespaceCommand({ namespaceName: 'analytics' }));
  expect(namespace).toMatchObject({
    namespaceName: 'analytics',
    dbName: 'dw',
    adminUsername: 'admin',
    adminPasswordSecretArn: `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:redshift!analytics-admin`,
    defaultIamRoleArn: COPY_ROLE,
    status: 'AVAILABLE',
  });
  expect((await api.send(new ListNamespacesCommand({}))).namespaces?.length).toBe(1);
});

test('what is not there and who may not ask get the modelled errors', async () => {
  await expect(api.send(new GetWorkgroupCommand({ workgroupName: 'none' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  const loader = client(cloud.credentials('loader'));
  await expect(loader.send(new GetNamespaceCommand({ namespaceName: 'analytics' }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  loader.destroy();
});

test('a workgroup has one usage limit of a kind and period, until it is deleted', async () => {
  const resourceArn = `arn:aws:redshift-serverless:us-east-1:${ACCOUNT}:workgroup/analytics-wg`;
  const limit = { resourceArn, usageType: 'serverless-compute', period: 'monthly', amount: 30 } as const;
  const { usageLimit } = await api.send(new CreateUsageLimitCommand(limit));
  expect(usageLimit).toMatchObject({ ...limit, breachAction: 'log' });
  const { usageLimitId } = usageLimit ?? {};
  await expect(api.send(new CreateUsageLimitCommand(limit))).rejects.toThrow(ConflictException);
  await api.send(new UpdateUsageLimitCommand({ usageLimitId, breachAction: 'deactivate' }));
  const { usageLimits } = await api.send(new ListUsageLimitsCommand({ resourceArn }));
  expect(usageLimits).toEqual([{ ...usageLimit, breachAction: 'deactivate' }]);
  await api.send(new DeleteUsageLimitCommand({ usageLimitId }));
  await expect(api.send(new GetUsageLimitCommand({ usageLimitId }))).rejects.toThrow(
    ResourceNotFoundException,
  );
  const unknown = { ...limit, resourceArn: `${resourceArn}-2` };
  await expect(api.send(new CreateUsageLimitCommand(unknown))).rejects.toThrow(ResourceNotFoundException);
});
