import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { CheckSourceStack } from './check-source/check-source-stack.ts';
import type { StageConfig } from './config/stages.ts';
import { type GitHubOidcProps, GitHubOidcStack } from './github-oidc/github-oidc-stack.ts';
import { JobsStack } from './jobs/jobs-stack.ts';
import { ObservabilityStack } from './observability/observability-stack.ts';
import { PipelineStack } from './pipeline/pipeline-stack.ts';
import { StorageStack } from './storage/storage-stack.ts';
import { TriggerStack } from './trigger/trigger-stack.ts';
import { WarehouseStack } from './warehouse/warehouse-stack.ts';
import { WritePassportStack } from './write-passport/write-passport-stack.ts';

/** What other workspaces built and this one deploys. */
export interface Builds {
  readonly glueScripts: string;
  readonly checkSource: string;
  readonly writePassport: string;
  readonly trigger: string;
  readonly notifier: string;
  readonly lineageSender: string;
}

const root = join(import.meta.dirname, '../../..');

/** Where `turbo run build` leaves them. */
export const builds: Builds = {
  glueScripts: join(root, 'glue-scripts/dist'),
  checkSource: join(root, 'apps/check-source/dist'),
  writePassport: join(root, 'apps/write-passport/dist'),
  trigger: join(root, 'apps/trigger/dist'),
  notifier: join(root, 'apps/notifier/dist'),
  lineageSender: join(root, 'apps/lineage-sender/dist'),
};

/** Feature flags, so that every app of this folder synthesizes by the same. */
const context = JSON.parse(readFileSync(join(import.meta.dirname, '../cdk.json'), 'utf8')).context as Record<
  string,
  unknown
>;

/** An empty app; `outdir` is where its assembly goes. */
export const newApp = (outdir?: string): App =>
  new App({ analyticsReporting: false, context, ...(outdir === undefined ? {} : { outdir }) });

/** The CDK app of one stage: a stack for each concern. */
export function createApp(config: StageConfig, from: Builds, outdir?: string): App {
  const app = newApp(outdir);
  new StorageStack(app, config);
  new WarehouseStack(app, config);
  new JobsStack(app, config, { scriptsDir: from.glueScripts });
  new CheckSourceStack(app, config, { bundleDir: from.checkSource });
  new WritePassportStack(app, config, { bundleDir: from.writePassport });
  new PipelineStack(app, config);
  new TriggerStack(app, config, { bundleDir: from.trigger });
  new ObservabilityStack(app, config, { notifierDir: from.notifier, lineageDir: from.lineageSender });
  return app;
}

/** The app that an administrator deploys by hand, once for each stage: who may come from GitHub. */
export function createGitHubOidcApp(config: StageConfig, props: GitHubOidcProps, outdir?: string): App {
  const app = newApp(outdir);
  new GitHubOidcStack(app, config, props);
  return app;
}
