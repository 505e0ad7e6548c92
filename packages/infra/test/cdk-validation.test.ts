import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Stack } from 'aws-cdk-lib';
import { CfnJob } from 'aws-cdk-lib/aws-glue';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createApp, createGitHubOidcApp, newApp } from '../src/app.ts';
import { stageConfig } from '../src/config/stages.ts';
import { fakeBuilds, temporaryFolder } from './builds.ts';

beforeEach(() => void vi.stubEnv('CDK_VALIDATION', 'true'));
afterEach(() => void vi.unstubAllEnvs());

/** What the CDK's own validation of CloudFormation templates finds. */
function findings(app: App): unknown[] {
  const { directory } = app.synth();
  const { pluginReports } = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8')) as {
    pluginReports: { pluginName: string; violations: unknown[] }[];
  };
  return pluginReports
    .filter(({ pluginName }) => pluginName === 'CloudFormation Validate')
    .flatMap(({ violations }) => violations);
}

const builds = fakeBuilds();
const folder = (): string => temporaryFolder('validation');

test.each(['local', 'dev', 'prod'])('it finds nothing in stage %s', (TLC_STAGE) => {
  expect(findings(createApp(stageConfig({ TLC_STAGE }), builds, folder()))).toEqual([]);
});

test('nor in the roles for GitHub', () => {
  const repository = { owner: 'octo-org', name: 'taxis', ids: { owner: '1', repository: '2' } };
  expect(findings(createGitHubOidcApp(stageConfig({ TLC_STAGE: 'dev' }), { repository }, folder()))).toEqual(
    [],
  );
});

test('it would find a property that no worker type has', () => {
  const app = newApp(folder());
  const job = { role: 'arn:aws:iam::123456789012:role/r', command: {}, workerType: 'G.1000X' };
  new CfnJob(
    new Stack(app, 'Careless', { env: { account: '123456789012', region: 'us-east-1' } }),
    'Job',
    job,
  );
  expect(JSON.stringify(findings(app))).toContain('WorkerType');
});
