import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { LocalCloud } from '@tlc-elt/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { act } from '../src/workflows/actions.ts';
import type { Event, Repository } from '../src/workflows/event.ts';
import { githubRoles, type Resource } from '../src/workflows/github-roles.ts';
import { Notes } from '../src/workflows/machine.ts';
import { runWorkflow } from '../src/workflows/run.ts';
import { ISSUER, subjectOf, TokenIssuer } from '../src/workflows/token.ts';
import { workflow } from '../src/workflows/workflow.ts';

const ACCOUNT = '000000000000'; // that of plain templates
const AUDIENCE = 'sts.amazonaws.com';
const ENV = {
  TLC_STAGE: 'dev',
  TLC_ACCOUNT: ACCOUNT,
  TLC_REGION: 'us-east-1',
  TLC_GITHUB_REPOSITORY: 'octo-org/taxis',
  TLC_GITHUB_OWNER_ID: '123',
  TLC_GITHUB_REPOSITORY_ID: '456',
};
const environment = { vars: { AWS_ACCOUNT_ID: ACCOUNT, AWS_REGION: 'us-east-1' } };
const ours: Repository = {
  ...{ owner: 'octo-org', name: 'taxis', ownerId: '123', id: '456' },
  vars: { TLC_STAGE: 'dev' },
  environments: { dev: environment, 'dev-operate': environment, prod: environment },
};
const push: Event = { name: 'push', branch: 'main' };

interface Statement {
  readonly Principal: object;
  readonly Condition: { readonly StringEquals: Readonly<Record<string, string>> };
}
const SUB = 'token.actions.githubusercontent.com:sub';
const AUD = 'token.actions.githubusercontent.com:aud';

/** The trust policy of the role that deploys, each time with one thing less; and who gets in then. */
const mutations: readonly (readonly [
  name: string,
  change: (own: Statement) => object,
  letsIn: readonly string[],
])[] = [
  ['as it is', (own) => own, ['its environment']],
  [
    'without the subject',
    ({ Condition: { StringEquals }, ...own }) => ({
      ...own,
      Condition: { StringEquals: { [AUD]: StringEquals[AUD] } },
    }),
    [
      ...[
        'its environment',
        'another repository',
        'a repository of the same name',
        'another owner',
        'another environment',
      ],
      ...[
        'the environment of operators',
        'a branch',
        'a tag',
        'a pull request',
        "a fork's pull request",
        "a fork's push",
        'a token without numbers',
      ],
    ],
  ],
  [
    'without the audience',
    ({ Condition: { StringEquals }, ...own }) => ({
      ...own,
      Condition: { StringEquals: { [SUB]: StringEquals[SUB] } },
    }),
    ['its environment', 'another audience of the provider'],
  ],
  [
    'with any environment',
    ({ Condition: { StringEquals }, ...own }) => ({
      ...own,
      Condition: {
        StringEquals: { [AUD]: StringEquals[AUD] },
        StringLike: { [SUB]: StringEquals[SUB]?.replace(/environment:.*/, 'environment:*') },
      },
    }),
    ['its environment', 'another environment', 'the environment of operators'],
  ],
  [
    'with a subject without numbers',
    ({ Condition: { StringEquals }, ...own }) => ({
      ...own,
      Condition: { StringEquals: { ...StringEquals, [SUB]: 'repo:octo-org/taxis:environment:dev' } },
    }),
    ['a token without numbers'],
  ],
  [
    'for another provider',
    (own) => ({ ...own, Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/example.com` } }),
    [],
  ],
  ['for the account', (own) => ({ ...own, Principal: { AWS: ACCOUNT } }), []],
];

/** Whose tokens there are: subject, and audience where it is not the usual one. */
const subjects: Readonly<Record<string, readonly [sub: string, aud?: string]>> = {
  'its environment': [subjectOf(ours, push, 'dev')],
  'another repository': [subjectOf({ ...ours, name: 'other', id: '457' }, push, 'dev')],
  'a repository of the same name': [subjectOf({ ...ours, id: '999' }, push, 'dev')],
  'another owner': [subjectOf({ ...ours, owner: 'stranger', ownerId: '124' }, push, 'dev')],
  'another environment': [subjectOf(ours, push, 'prod')],
  'the environment of operators': [subjectOf(ours, push, 'dev-operate')],
  'a branch': [subjectOf(ours, push, undefined)],
  'a tag': [subjectOf(ours, push, undefined).replace('refs/heads/main', 'refs/tags/v1')],
  'a pull request': [subjectOf(ours, { name: 'pull_request', fork: false }, undefined)],
  "a fork's pull request": [
    subjectOf(
      { ...ours, owner: 'stranger', ownerId: '9', id: '8' },
      { name: 'pull_request', fork: true },
      undefined,
    ),
  ],
  "a fork's push": [subjectOf({ ...ours, owner: 'stranger', ownerId: '9', id: '8' }, push, 'dev')],
  'another audience of the provider': [subjectOf(ours, push, 'dev'), 'another'],
  'an audience that the provider does not have': [subjectOf(ours, push, 'dev'), 'stranger'],
  'a token without numbers': ['repo:octo-org/taxis:environment:dev'],
};

let cloud: LocalCloud;
let issuer: TokenIssuer;
beforeAll(async () => {
  const own = await githubRoles(ENV);
  const deploy = Object.values(own).find(
    ({ Properties: { RoleName } }) => RoleName === 'tlc-dev-github-deploy',
  );
  if (!deploy) throw new Error('the stack has no role tlc-dev-github-deploy');
  const { Statement: trust } = deploy.Properties.AssumeRolePolicyDocument as { Statement: Statement[] };
  expect(trust).toHaveLength(1);
  const mutants = mutations.map(([, change], at): [string, Resource] => [
    `Mutant${at}`,
    {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: `mutant-${at}`,
        AssumeRolePolicyDocument: { Statement: trust.map(change) },
      },
    },
  ]);
  // An account has one provider of an issuer, which others may use for an audience of their own.
  const shared = Object.entries(own).map(([id, resource]): [string, Resource] =>
    resource.Type === 'AWS::IAM::OIDCProvider'
      ? [id, { ...resource, Properties: { ...resource.Properties, ClientIdList: [AUDIENCE, 'another'] } }]
      : [id, resource],
  );
  const kept = [...shared, ...mutants].filter(([, { Type }]) => Type.startsWith('AWS::IAM::'));
  cloud = await LocalCloud.start({ stage: 'dev', resources: Object.fromEntries(kept) });
  issuer = await TokenIssuer.make();
  const keys = join(cloud.folder, 'keys.json');
  writeFileSync(keys, JSON.stringify(issuer.keys));
  const { code, stderr } = await cloud.local('oidc', ISSUER, keys);
  expect([code, stderr]).toEqual([0, '']);
});
afterAll(() => cloud?.remove());

/** Which of the subjects get into the role. */
async function letIn(roleName: string): Promise<string[]> {
  const { endpoint, region } = cloud.client;
  const nobody = { accessKeyId: '', secretAccessKey: '' };
  const sts = new STSClient({ endpoint, region, credentials: nobody, maxAttempts: 1 });
  const outcomes = await Promise.all(
    Object.entries(subjects).map(async ([who, [sub, aud = AUDIENCE]]) => {
      const asked = new AssumeRoleWithWebIdentityCommand({
        RoleArn: `arn:aws:iam::${ACCOUNT}:role/${roleName}`,
        RoleSessionName: 'GitHubActions',
        WebIdentityToken: await issuer.token(sub, aud),
      });
      return sts.send(asked).then(
        () => [who],
        (error: Error) => {
          expect(error.message).toMatch(/Not authorized to perform sts:Assume|Incorrect token audience/);
          return [];
        },
      );
    }),
  );
  return outcomes.flat();
}

test('keys that stand in for an issuer are a set of keys, or are refused', async () => {
  const path = join(cloud.folder, 'none.json');
  writeFileSync(path, '{"keys": "none"}');
  for (const file of [path, join(cloud.folder, 'absent.json')]) {
    const { code, stderr } = await cloud.local('oidc', ISSUER, file);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${file} is no JSON Web Key Set`)]);
  }
});

describe('the roles for GitHub’s workflows', () => {
  test('let in the jobs of their own environment, and nobody else', async () => {
    expect(await letIn('tlc-dev-github-deploy')).toEqual(['its environment']);
    expect(await letIn('tlc-dev-github-operate')).toEqual(['the environment of operators']);
  });

  test.each(mutations.map(([name, , expected], at) => [name, at, expected] as const))(
    'need each condition: %s, it lets in others',
    async (_, at, expected) => {
      expect(await letIn(`mutant-${at}`)).toEqual(expected);
    },
  );
});

describe('a workflow gets credentials', () => {
  const runOf = async (name: string, repository: Repository, event: Event) => {
    const scripts: string[] = [];
    const jobs = await runWorkflow(workflow(name), {
      ...{ repository, event, workspace: cloud.folder },
      machine: () => new Notes(scripts, (call) => act(call, cloud.client)),
      token: (sub, aud) => issuer.token(sub, aud),
    });
    const [failed] = jobs.flatMap(({ steps }) => steps.filter(({ code }) => code !== 0));
    return { results: jobs.map(({ result }) => result), failed: failed?.output, scripts };
  };
  const DENIED = 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity';

  test('to deploy, and to operate', async () => {
    const deployed = await runOf('deploy', ours, push);
    expect([deployed.results, deployed.failed]).toEqual([['success', 'skipped'], undefined]);
    const operated = await runOf('monthly', ours, { name: 'schedule' });
    expect([operated.results, operated.failed]).toEqual([['success'], undefined]);
  });

  test.each<[string, Repository]>([
    ['a fork that names the same account', { ...ours, owner: 'stranger', ownerId: '9', id: '8' }],
    ['a repository that took the name', { ...ours, id: '999' }],
  ])('not from %s, and nothing is deployed', async (_, repository) => {
    const { results, failed, scripts } = await runOf('deploy', repository, push);
    expect([results, failed]).toEqual([['failure', 'skipped'], DENIED]);
    expect(scripts.filter((script) => script.includes('deploy.ts'))).toEqual([]);
  });

  test('not in a stage whose roles are not there', async () => {
    const asked: Event = { name: 'workflow_dispatch', inputs: { stage: 'prod' } };
    const { results, failed } = await runOf('deploy', ours, asked);
    expect([results, failed]).toEqual([['skipped', 'failure'], DENIED]);
  });

  test('not in CI, whose jobs have no token at all', async () => {
    const { jobs } = workflow('ci');
    expect(Object.values(jobs).map(({ permissions }) => permissions)).toEqual(
      Object.values(jobs).map(() => ({ contents: 'read' })),
    );
    const asking = {
      ...workflow('ci'),
      jobs: { check: { steps: workflow('deploy-stage').jobs.deploy?.steps ?? [] } },
    };
    const [job] = await runWorkflow(asking, {
      ...{ repository: ours, event: { name: 'pull_request', fork: true }, workspace: cloud.folder },
      machine: () => new Notes([], (call) => act(call, cloud.client)),
      token: (sub, aud) => issuer.token(sub, aud),
    });
    expect(job?.steps.at(-1)?.output).toContain('has no permission to have a token');
  });
});
