import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { createApp, createGitHubOidcApp } from '../src/app.ts';
import { stageConfig } from '../src/config/stages.ts';
import { fakeBuilds, temporaryFolder } from './builds.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder with an assembly per stage, and `github-oidc` of dev. */
    assemblies: string;
    builds: string;
  }
}

/** Each stage is synthesized once for all test files: no network, no credentials. */
export default function setup(project: TestProject): () => void {
  const folder = temporaryFolder('infra');
  // What tests and their processes leave behind goes with it.
  process.env.TMPDIR = folder;
  const builds = join(folder, 'builds');
  const from = fakeBuilds(builds);
  for (const TLC_STAGE of ['local', 'dev', 'prod'])
    createApp(stageConfig({ TLC_STAGE }), from, join(folder, TLC_STAGE)).synth();
  createGitHubOidcApp(
    stageConfig({ TLC_STAGE: 'dev' }),
    { repository: { owner: 'octo-org', name: 'taxis', ids: { owner: '123', repository: '456' } } },
    join(folder, 'github-oidc'),
  ).synth();
  project.provide('assemblies', folder);
  project.provide('builds', builds);
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
