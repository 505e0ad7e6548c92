import { createGitHubOidcApp } from '../src/app.ts';
import { withDotenv } from '../src/config/environment.ts';
import { stageConfig } from '../src/config/stages.ts';
import { repositoryOf } from '../src/github-oidc/repository.ts';

// An administrator's app, deployed by hand: `pnpm --filter @tlc-elt/infra deploy:github`.
const env = withDotenv(process.env);
const providerArn = env.TLC_GITHUB_PROVIDER_ARN || undefined;
createGitHubOidcApp(
  stageConfig(env),
  { repository: repositoryOf(env), ...(providerArn === undefined ? {} : { providerArn }) },
  env.CDK_OUTDIR,
).synth();
