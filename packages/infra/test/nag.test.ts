import { App, Stack, Validations } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { type Builds, createApp, createGitHubOidcApp } from '../src/app.ts';
import { stageConfig } from '../src/config/stages.ts';
import { fakeBuilds, temporaryFolder } from './builds.ts';

const builds: Builds = fakeBuilds();
const repository = { owner: 'octo-org', name: 'taxis', ids: { owner: '1', repository: '2' } };

/** Synthesizes under cdk-nag's rules: a finding, warning or error, that nobody explained makes it throw. */
function nag(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
}

test.each([
  ['dev', 'duckdb'],
  ['prod', 'spark'],
])(
  'cdk-nag (AwsSolutions) has nothing to say of stage %s with %s that is not explained',
  (TLC_STAGE, TLC_ENGINE) => {
    const env = { TLC_STAGE, TLC_ENGINE, TLC_OPENLINEAGE_URL: 'https://lineage.example' };
    nag(createApp(stageConfig(env), builds, temporaryFolder('nag')));
  },
);

test('nor of a chat that is told', () => {
  nag(createApp(stageConfig({ TLC_STAGE: 'dev', TLC_CHAT: 'webhook' }), builds, temporaryFolder('nag')));
});

test('nor of the roles for GitHub', () => {
  nag(createGitHubOidcApp(stageConfig({ TLC_STAGE: 'dev' }), { repository }, temporaryFolder('nag')));
});

test('it would say so', () => {
  const app = new App({ outdir: temporaryFolder('nag'), analyticsReporting: false });
  new CfnBucket(
    new Stack(app, 'Careless', { env: { account: '123456789012', region: 'us-east-1' } }),
    'Open',
  );
  expect(() => nag(app)).toThrow(/AwsSolutions-S1'/);
});

test('each explanation answers a finding: none outlives its reason', () => {
  const original = Validations.prototype.acknowledge;
  const explained = new Set<string>();
  Validations.prototype.acknowledge = (...rules) => {
    for (const { id } of rules) if (id.startsWith('AwsSolutions')) explained.add(id);
  };
  const found = new Set<string>();
  try {
    {
      const app = createApp(stageConfig({ TLC_STAGE: 'dev' }), builds, temporaryFolder('nag'));
      const checks = new AwsSolutionsChecks(app);
      const validate = checks.validateScope?.bind(checks);
      expect(validate).toBeDefined();
      if (validate)
        checks.validateScope = (scope) => {
          const report = validate(scope);
          for (const { ruleName } of report.violations) found.add(ruleName);
          return report;
        };
      Validations.of(app).addPlugins(checks);
      expect(() => app.synth()).toThrow();
    }
  } finally {
    Validations.prototype.acknowledge = original;
  }
  expect([...explained].filter((id) => !found.has(id))).toEqual([]);
});
