import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  paginateDescribeStacks,
  paginateListStackResources,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import type { Stage } from '@tlc-elt/contracts';
import { type Ended, run } from '@tlc-elt/testing';
import { Clone } from '../clone.ts';

const REGION = 'us-east-1';

/** Runs a command at a terminal of its own, types an answer to its first question, and ends as it ends. */
const TERMINAL = `
import os, pty, sys
answer, *argv = sys.argv[1:]
asked = []
def read(fd):
    data = os.read(fd, 65536)
    if not asked and b"go on: " in data:
        asked.append(os.write(fd, answer.encode() + b"\\n"))
    return data
sys.exit(os.waitstatus_to_exitcode(pty.spawn(argv, read)))
`;

/** An empty account of a local cloud, and a clone whose stages are deployed into it by the commands of the README. */
export class EmptyAccount {
  readonly id: string;
  readonly region = REGION;
  readonly clone: Clone;
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };

  private constructor(clone: Clone, id: string, env: Readonly<Record<string, string>>) {
    this.clone = clone;
    this.id = id;
    Object.assign(clone.env, env);
    const { AWS_ENDPOINT_URL: endpoint = '', AWS_REGION: region = '' } = env;
    const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = env;
    this.client = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
  }

  /** `published`: the folder that stands in for the publisher. Stage local is bound to 000000000000. */
  static async start(published: string, id = '111111111111'): Promise<EmptyAccount> {
    const accounts = { TLC_ACCOUNT_DEV: id, TLC_ACCOUNT_PROD: id, TLC_REGION: REGION };
    // What the CDK's own validation finds are warnings, and infra's tests look at them.
    const synthesis = { TLC_ENGINE: 'duckdb', CDK_VALIDATION: 'false' };
    const clone = await Clone.make({ ...accounts, ...synthesis, TLC_STAGE: 'local' });
    const where = ['--empty', '--account', id, '--region', REGION, '--port', '0', '--source', published];
    await clone.succeeds('local', 'up', ...where, '--detach');
    return new EmptyAccount(clone, id, JSON.parse(await clone.succeeds('-s', 'local', 'env', '--json')));
  }

  /** The stage that the next commands are about. */
  choose(stage: Stage): void {
    this.clone.env.TLC_STAGE = stage;
  }

  /** `aws …`-like: the CDK's own command line, as the root's script runs it. */
  cdk(...args: string[]): Promise<Ended> {
    return this.clone.pnpm('cdk', ...args);
  }

  /** A script of the infra package, without turbo. */
  infra(script: string, ...args: string[]): Promise<Ended> {
    return run(process.execPath, [`packages/infra/bin/${script}.ts`, ...args], {
      cwd: this.clone.path,
      env: { ...process.env, ...this.clone.env },
    });
  }

  /** Every stack that is not deleted, the first created first. */
  async stacks(): Promise<Stack[]> {
    const found: Stack[] = [];
    const client = new CloudFormationClient(this.client);
    for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) found.push(...Stacks);
    return found.sort((a, b) => Number(a.CreationTime) - Number(b.CreationTime));
  }

  async resources(StackName: string): Promise<number> {
    const client = new CloudFormationClient(this.client);
    let count = 0;
    for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName }))
      count += StackResourceSummaries.length;
    return count;
  }

  /** Status of a stack that is there. */
  async statusOf(stack: string): Promise<string | undefined> {
    return (await this.stacks()).find(({ StackName }) => StackName === stack)?.StackStatus;
  }

  /** Logical id of the resource that its template names last. */
  lastResource(stack: string): string {
    const [, stage = ''] = stack.split('-');
    const path = join(this.clone.path, 'packages/infra/cdk.out', stage, `${stack}.template.json`);
    const { Resources } = JSON.parse(readFileSync(path, 'utf8')) as { Resources: object };
    return Object.keys(Resources).at(-1) as string;
  }

  /** Lets the next write of a resource (`<stack>/<logical id>`) fail. */
  async failOnce(resource: string): Promise<void> {
    const record = join(this.clone.folder, 'local/local/local-cloud.json');
    const { token } = JSON.parse(readFileSync(record, 'utf8')) as { token: string };
    const url = `${this.client.endpoint}/_local/fail?${new URLSearchParams({ resource })}`;
    const { ok } = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
    if (!ok) throw new Error(`${url} is not taken`);
  }

  /** A script of the infra package at a terminal, where somebody types an answer. */
  typed(answer: string, script: string): Promise<Ended> {
    const argv = [process.execPath, `packages/infra/bin/${script}.ts`];
    return run('python3', ['-c', TERMINAL, answer, ...argv], {
      cwd: this.clone.path,
      env: { ...process.env, ...this.clone.env },
    });
  }

  /** Names of the stacks that a work changes. */
  async changedBy(work: () => Promise<unknown>): Promise<string[]> {
    const states = async () =>
      new Map(
        (await this.stacks()).map((stack) => [
          stack.StackName ?? '',
          String(stack.LastUpdatedTime ?? stack.CreationTime),
        ]),
      );
    const before = await states();
    await work();
    return [...(await states())].filter(([name, at]) => before.get(name) !== at).map(([name]) => name);
  }

  /** Ends the account and removes the clone. */
  async remove(): Promise<void> {
    this.choose('local');
    await this.clone.remove();
  }
}
