import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreatePolicyCommand,
  CreateServiceLinkedRoleCommand,
  DeletePolicyCommand,
  GetOpenIDConnectProviderCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListPoliciesCommand,
  ListRolesCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cloudIn, folderWith, type TemplateCloud } from '../../../testing/template-cloud.ts';

const POLICY = 'arn:aws:iam::000000000000:policy/by-hand';
const PolicyDocument = JSON.stringify({
  Statement: [{ Effect: 'Allow', Action: 'iam:GetRole', Resource: '*' }],
});
const trust = {
  Statement: [{ Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' }],
};
const role = (RoleName: string, more: object = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: { RoleName, AssumeRolePolicyDocument: trust, ...more },
});
const stack = (resources: object): string => JSON.stringify({ Resources: resources });

let cloud: TemplateCloud;
beforeEach(async () => {
  const resources = {
    Provider: {
      Type: 'AWS::IAM::OIDCProvider',
      Properties: {
        Url: 'https://example.com/path/',
        ClientIdList: ['me'],
        ThumbprintList: ['0'.repeat(40)],
      },
    },
    Idle: role('idle', { Path: '/a/' }),
  };
  cloud = await cloudIn(folderWith({ 'assembly/stack.json': stack(resources) }));
});
afterEach(() => cloud?.stop());

const iam = () => new IAMClient({ ...cloud.client, maxAttempts: 1 });
const byHand = () => iam().send(new CreatePolicyCommand({ PolicyName: 'by-hand', PolicyDocument }));

test('a policy that was created by hand outlives a restart, and a stack attaches it', async () => {
  expect((await byHand()).Policy).toMatchObject({ Arn: POLICY, AttachmentCount: 0, DefaultVersionId: 'v1' });
  await expect(byHand()).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
  await cloud.cloud.stop();
  const resources = { Bound: role('bound', { ManagedPolicyArns: [POLICY] }) };
  const { folder } = cloud;
  writeFileSync(join(folder, 'assembly/stack.json'), stack(resources));
  cloud = await cloudIn(folder);
  const { Policy } = await iam().send(new GetPolicyCommand({ PolicyArn: POLICY }));
  expect(Policy).toMatchObject({ AttachmentCount: 1, Path: '/' });
  const version = await iam().send(new GetPolicyVersionCommand({ PolicyArn: POLICY, VersionId: 'v1' }));
  expect(decodeURIComponent(version.PolicyVersion?.Document ?? '')).toBe(PolicyDocument);
  await expect(iam().send(new DeletePolicyCommand({ PolicyArn: POLICY }))).rejects.toMatchObject({
    name: 'DeleteConflictException',
  });

  const asked = { RoleArn: 'arn:aws:iam::000000000000:role/bound', RoleSessionName: 'me' };
  const { Credentials } = await new STSClient(cloud.client).send(new AssumeRoleCommand(asked));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = Credentials ?? {};
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
  const bound = new IAMClient({ ...cloud.client, credentials });
  expect((await bound.send(new GetRoleCommand({ RoleName: 'bound' }))).Role?.RoleName).toBe('bound');
  await expect(bound.send(new ListRolesCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('a policy that nobody has is deleted, for good', async () => {
  await byHand();
  await iam().send(new DeletePolicyCommand({ PolicyArn: POLICY }));
  cloud = await cloud.restart();
  await expect(iam().send(new GetPolicyCommand({ PolicyArn: POLICY }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  });
});

test('the role that Redshift makes for itself is made once', async () => {
  const make = () =>
    iam().send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'redshift.amazonaws.com' }));
  expect((await make()).Role).toMatchObject({
    RoleName: 'AWSServiceRoleForRedshift',
    Path: '/aws-service-role/redshift.amazonaws.com/',
    Arn: 'arn:aws:iam::000000000000:role/aws-service-role/redshift.amazonaws.com/AWSServiceRoleForRedshift',
  });
  cloud = await cloud.restart();
  await expect(make()).rejects.toMatchObject({
    name: 'InvalidInputException',
    message:
      'Service role name AWSServiceRoleForRedshift has been taken in this account, please try a different suffix.',
  });
});

test('roles and policies are listed by page and by path', async () => {
  for (const name of ['a', 'b', 'c'])
    await iam().send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument, Path: '/mine/' }));
  const names: (string | undefined)[] = [];
  let Marker: string | undefined;
  do {
    const asked = { Scope: 'Local' as const, PathPrefix: '/mine/', MaxItems: 2, Marker };
    const page = await iam().send(new ListPoliciesCommand(asked));
    names.push(...(page.Policies ?? []).map(({ PolicyName }) => PolicyName));
    Marker = page.IsTruncated ? page.Marker : undefined;
  } while (Marker !== undefined);
  expect(names).toEqual(['a', 'b', 'c']);
  const { Roles } = await iam().send(new ListRolesCommand({ PathPrefix: '/a/' }));
  expect(Roles?.map(({ Arn }) => Arn)).toEqual(['arn:aws:iam::000000000000:role/a/idle']);
  const { Policies } = await iam().send(new ListPoliciesCommand({ Scope: 'AWS' }));
  expect(Policies?.map(({ PolicyName }) => PolicyName)).toContain('AdministratorAccess');
});

test('a provider is told as its stack has it', async () => {
  const { OpenIDConnectProviderList: list = [] } = await iam().send(
    new ListOpenIDConnectProvidersCommand({}),
  );
  const [{ Arn: OpenIDConnectProviderArn } = {}] = list;
  expect(OpenIDConnectProviderArn).toBe('arn:aws:iam::000000000000:oidc-provider/example.com/path');
  expect(await iam().send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }))).toMatchObject({
    Url: 'example.com/path/',
    ClientIDList: ['me'],
  });
});

test('a stack cannot have a policy by the name of one that is there', async () => {
  await byHand();
  await cloud.cloud.stop();
  const properties = { ManagedPolicyName: 'by-hand', PolicyDocument: JSON.parse(PolicyDocument) };
  const resources = { Own: { Type: 'AWS::IAM::ManagedPolicy', Properties: properties } };
  writeFileSync(join(cloud.folder, 'assembly/stack.json'), stack(resources));
  await expect(cloudIn(cloud.folder)).rejects.toThrow('A policy called by-hand already exists.');
});

test('a managed policy that nobody knows is refused', async () => {
  await cloud.cloud.stop();
  const resources = { A: role('a', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/None'] }) };
  writeFileSync(join(cloud.folder, 'assembly/stack.json'), stack(resources));
  await expect(cloudIn(cloud.folder)).rejects.toThrow(
    'stack/A: the local cloud does not know the managed policy arn:aws:iam::aws:policy/None',
  );
});
