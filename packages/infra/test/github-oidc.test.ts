import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { newApp } from '../src/app.ts';
import { stageConfig } from '../src/config/stages.ts';
import { GitHubOidcStack } from '../src/github-oidc/github-oidc-stack.ts';
import { repositoryOf, subject } from '../src/github-oidc/repository.ts';
import { resources } from './templates.ts';

const ISSUER = 'token.actions.githubusercontent.com';

describe('roles for GitHub', () => {
  const roles = resources('github-oidc', 'AWS::IAM::Role').map(({ properties }) => properties);

  test('are two, each for one environment of this very repository', () => {
    const trusts = roles.map(({ RoleName, AssumeRolePolicyDocument: { Statement } }) => [
      RoleName,
      Statement.map(({ Action, Condition }: { Action: string; Condition: object }) => [Action, Condition]),
    ]);
    const trust = (environment: string) => [
      [
        'sts:AssumeRoleWithWebIdentity',
        {
          StringEquals: {
            [`${ISSUER}:aud`]: 'sts.amazonaws.com',
            [`${ISSUER}:sub`]: `repo:octo-org@123/taxis@456:environment:${environment}`,
          },
        },
      ],
    ];
    expect(trusts).toEqual([
      ['tlc-dev-github-deploy', trust('dev')],
      ['tlc-dev-github-operate', trust('dev-operate')],
    ]);
  });

  test('may deploy by the roles of the bootstrap, or operate; operating changes no resource', () => {
    const actions = roles.map(({ Policies }) =>
      Policies[0].PolicyDocument.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action),
    );
    expect(actions[0]).toContain('sts:AssumeRole');
    const changing = actions[1].filter((action: string) =>
      /:(Create|Delete|Put|Update|Pass|Batch|Assume)/.test(action),
    );
    expect(changing).toEqual([]);
    expect(actions[1]).toContain('states:StartExecution');
  });

  test('stand on one provider of the account, or on the one that there is', () => {
    expect(
      resources('github-oidc', 'AWS::IAM::OIDCProvider').map(({ properties }) => properties),
    ).toMatchObject([{ Url: `https://${ISSUER}`, ClientIdList: ['sts.amazonaws.com'] }]);
    const providerArn = `arn:aws:iam::123456789012:oidc-provider/${ISSUER}`;
    const stack = new GitHubOidcStack(newApp(), stageConfig({ TLC_STAGE: 'prod' }), {
      repository: { owner: 'o', name: 'r' },
      providerArn,
    });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::OIDCProvider', 0);
    expect(JSON.stringify(template.toJSON())).toContain(`"Federated":"${providerArn}"`);
  });
});

describe('a repository', () => {
  test('has a subject by name, and by name and number', () => {
    const repository = { owner: 'o', name: 'r' };
    expect(subject(repository, 'dev')).toBe('repo:o/r:environment:dev');
    expect(subject({ ...repository, ids: { owner: '1', repository: '2' } }, 'dev')).toBe(
      'repo:o@1/r@2:environment:dev',
    );
  });

  test.each([
    [{}, /TLC_GITHUB_REPOSITORY is the repository as OWNER\/NAME, not ""/],
    [{ TLC_GITHUB_REPOSITORY: 'o/r/x' }, /not "o\/r\/x"/],
    [{ TLC_GITHUB_REPOSITORY: 'o/*' }, /not "o\/\*"/],
    [{ TLC_GITHUB_REPOSITORY: 'o/r', TLC_GITHUB_OWNER_ID: '1' }, /go together .* not 1 and undefined/],
    [
      { TLC_GITHUB_REPOSITORY: 'o/r', TLC_GITHUB_OWNER_ID: '1', TLC_GITHUB_REPOSITORY_ID: '*' },
      /not 1 and \*/,
    ],
  ])('%j is refused', (env, problem) => expect(() => repositoryOf(env)).toThrow(problem));
});
