import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CreatePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { LocalCloud, root } from '@tlc-elt/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generate, publish } from '../src/months.ts';
import type { Event, Repository } from '../src/workflows/event.ts';
import { JobMachines } from '../src/workflows/job-machine.ts';
import { type JobRun, runWorkflow } from '../src/workflows/run.ts';
import { ISSUER, TokenIssuer } from '../src/workflows/token.ts';
import { workflow } from '../src/workflows/workflow.ts';

const ACCOUNT = '111111111111';
const REGION = 'us-east-1';
const MONTH = '2026-08';
const MINUTES = 60_000;
/** Set up as docs/deploy.md has it. */
const environment = { vars: { AWS_ACCOUNT_ID: ACCOUNT, AWS_REGION: REGION } };
const repository: Repository = {
  ...{ owner: 'octo-org', name: 'taxis', ownerId: '123', id: '456' },
  vars: { TLC_STAGE: 'dev' },
  environments: { dev: environment, 'dev-operate': environment },
};
const push: Event = { name: 'push', branch: 'main' };
const ORDER = [
  'storage',
  'warehouse',
  'jobs',
  'check-source',
  'write-passport',
  'pipeline',
  'trigger',
  'observability',
];

let cloud: LocalCloud;
let machines: JobMachines;
let issuer: TokenIssuer;
beforeAll(async () => {
  cloud = await LocalCloud.start({ empty: { account: ACCOUNT, region: REGION } });
  await published(MONTH);
  machines = new JobMachines(cloud, { TLC_ENGINE: 'duckdb' });
  issuer = await TokenIssuer.make();
  const keys = join(cloud.folder, 'keys.json');
  writeFileSync(keys, JSON.stringify(issuer.keys));
  expect((await cloud.local('oidc', ISSUER, keys)).stderr).toBe('');
  // What docs/deploy.md has an administrator do, once: CloudFormation may make what our templates have, and no more.
  const policy = readFileSync(join(root, 'packages/infra/cloudformation-policy.json'), 'utf8');
  const named = { PolicyName: 'tlc-cloudformation', PolicyDocument: policy };
  const { Policy } = await new IAMClient(cloud.client).send(new CreatePolicyCommand(named));
  const limit = `--cloudformation-execution-policies ${Policy?.Arn}`;
  await machines.administrator(`pnpm cdk bootstrap aws://${ACCOUNT}/${REGION} ${limit}`);
  const github = `deploy:github --require-approval never --output ${join(cloud.folder, 'github')}`;
  await machines.administrator(`pnpm --filter @tlc-elt/infra ${github}`, {
    ...{ TLC_STAGE: 'dev', TLC_ACCOUNT: ACCOUNT, TLC_REGION: REGION },
    TLC_GITHUB_REPOSITORY: `${repository.owner}/${repository.name}`,
    ...{ TLC_GITHUB_OWNER_ID: repository.ownerId, TLC_GITHUB_REPOSITORY_ID: repository.id },
  });
}, 10 * MINUTES);
afterAll(() => cloud?.remove());

/** Publishes a month that is none of the generated ones, which stage dev does not take. */
async function published(month: string): Promise<void> {
  const generated = await generate(join(cloud.folder, 'generated'), month, 2_000);
  await publish(generated, cloud.source, month, { select: 'SELECT * FROM {source}' });
}

/** Runs a workflow for an event, each step for real. */
const happens = (name: string, event: Event): Promise<readonly JobRun[]> =>
  runWorkflow(workflow(name), {
    ...{ repository, event, workspace: cloud.folder },
    machine: () => machines.job(),
    token: (sub, aud) => issuer.token(sub, aud),
  });

/** The stage's stacks with their status, in the order of their creation. */
async function stacks(): Promise<string[]> {
  const { Stacks = [] } = await new CloudFormationClient(cloud.client).send(new DescribeStacksCommand({}));
  return Stacks.filter(({ StackName = '' }) => ORDER.includes(StackName.replace('tlc-dev-', '')))
    .sort((a, b) => Number(a.CreationTime) - Number(b.CreationTime))
    .map(({ StackName = '', StackStatus }) => `${StackName.replace('tlc-dev-', '')} ${StackStatus}`);
}

/** Lets the next write of a resource fail. */
async function failOnce(resource: string): Promise<void> {
  const record = join(cloud.localDir, cloud.stage, 'local-cloud.json');
  const { token } = JSON.parse(readFileSync(record, 'utf8')) as { token: string };
  const { ok } = await fetch(`${cloud.client.endpoint}/_local/fail?${new URLSearchParams({ resource })}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  expect(ok).toBe(true);
}

/** What the steps said that failed. */
const failures = (jobs: readonly JobRun[]): string[] =>
  jobs.flatMap(({ steps }) => steps.filter(({ code }) => code !== 0).map(({ output }) => output));

test(
  'a deployment that fails is red, and leaves nothing after the package that failed',
  async () => {
    await failOnce('tlc-dev-pipeline/StateMachine');
    const [dev, prod] = await happens('deploy', push);
    expect([dev?.result, dev?.steps.at(-1)?.name, prod?.result]).toEqual(['failure', 'pipeline', 'skipped']);
    expect(await stacks()).toEqual([
      ...ORDER.slice(0, ORDER.indexOf('pipeline')).map((concern) => `${concern} CREATE_COMPLETE`),
      'pipeline ROLLBACK_COMPLETE',
    ]);
  },
  10 * MINUTES,
);

test(
  'the next deployment makes up for it, whatever it is about; prod is left alone where there is none',
  async () => {
    const jobs = await happens('deploy', push);
    expect(failures(jobs)).toEqual([]);
    expect(jobs.map(({ name, result }) => `${name} ${result}`)).toEqual([
      'dev / deploy success',
      'prod skipped',
    ]);
    expect(await stacks()).toEqual(ORDER.map((concern) => `${concern} CREATE_COMPLETE`));
  },
  10 * MINUTES,
);

test(
  'a month is loaded by a person’s asking, and the job’s page tells it',
  async () => {
    const jobs = await happens('monthly', {
      name: 'workflow_dispatch',
      inputs: { stage: 'dev', month: MONTH, force: false },
    });
    expect(failures(jobs)).toEqual([]);
    const [load] = jobs;
    expect([load?.result, load?.environment]).toEqual(['success', 'dev-operate']);
    expect(load?.summary).toMatch(
      /^## Loaded\n[\s\S]*\| 2026-08 \| [^|]+ \| SUCCEEDED \|[\s\S]*\| 2026-08 \| ok \|[\s\S]*\n## yellow 2026-08/,
    );
  },
  10 * MINUTES,
);

test(
  'the schedule finds nothing due, and says so; it loads no month that nobody asked for',
  async () => {
    await published('2026-06');
    const jobs = await happens('monthly', { name: 'schedule' });
    expect(failures(jobs)).toEqual([]);
    expect(jobs[0]?.summary).toMatch(/\| 2026-08 \| ok \|/);
    expect(jobs[0]?.summary).not.toContain('2026-06');
  },
  10 * MINUTES,
);
