import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { clientEnv } from '../../src/command/client-env.ts';
import { folderWith } from '../template-cloud.ts';
import { ACCOUNT, type TemplateGiven, type TestAccount } from './account.ts';

const { accountId, region } = ACCOUNT;
const SUFFIX = `${accountId}-${region}`;
const roleArn = (name: string): string =>
  `arn:\${AWS::Partition}:iam::${accountId}:role/cdk-hnb659fds-${name}-${SUFFIX}`;
const CDK = join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin/cdk');

/** The artifacts of a stack as the CDK's default synthesizer writes them. */
const artifactsOf = (name: string, hash: string, dependencies: readonly string[]) => ({
  [`${name}.assets`]: { type: 'cdk:asset-manifest', properties: { file: `${name}.assets.json` } },
  [name]: {
    type: 'aws:cloudformation:stack',
    environment: `aws://${accountId}/${region}`,
    properties: {
      templateFile: `${name}.template.json`,
      assumeRoleArn: roleArn('deploy-role'),
      cloudFormationExecutionRoleArn: roleArn('cfn-exec-role'),
      stackTemplateAssetObjectUrl: `s3://cdk-hnb659fds-assets-${SUFFIX}/${hash}.json`,
      requiresBootstrapStackVersion: 6,
      bootstrapStackVersionSsmParameter: '/cdk-bootstrap/hnb659fds/version',
      additionalDependencies: [`${name}.assets`],
    },
    dependencies: [...dependencies, `${name}.assets`],
    displayName: name,
  },
});

/** Whose object is there already is not published again: it is named by its content. */
const assetsOf = (name: string, hash: string) => ({
  version: '36.0.0',
  files: {
    [hash]: {
      source: { path: `${name}.template.json`, packaging: 'file' },
      destinations: {
        here: {
          bucketName: `cdk-hnb659fds-assets-${SUFFIX}`,
          objectKey: `${hash}.json`,
          region,
          assumeRoleArn: roleArn('file-publishing-role'),
        },
      },
    },
  },
});

/** What a command said, and how it ended. */
export interface CdkSaid {
  readonly code: number;
  readonly text: string;
}

/** A CDK app of stacks in an order, synthesized, and the real command line that deploys it. */
export class CdkApp {
  readonly #folder = folderWith({ 'home/.keep': '' });
  readonly #account: TestAccount;

  constructor(account: TestAccount) {
    this.#account = account;
  }

  get folder(): string {
    return this.#folder;
  }

  /** Writes the assembly: each stack comes after those before it. */
  synthesize(stacks: Readonly<Record<string, TemplateGiven>>): void {
    const names = Object.keys(stacks);
    const assembly = join(this.#folder, 'cdk.out');
    mkdirSync(assembly, { recursive: true });
    const write = (name: string, value: object): void =>
      writeFileSync(join(assembly, name), JSON.stringify(value));
    const hashes = Object.values(stacks).map((template) =>
      createHash('sha256').update(JSON.stringify(template)).digest('hex'),
    );
    for (const [index, [name, template]] of Object.entries(stacks).entries()) {
      write(`${name}.template.json`, template);
      write(`${name}.assets.json`, assetsOf(name, hashes[index] ?? ''));
    }
    const artifacts = names.map((name, index) =>
      artifactsOf(name, hashes[index] ?? '', names.slice(0, index)),
    );
    write('manifest.json', { version: '36.0.0', artifacts: Object.assign({}, ...artifacts) });
  }

  /** `cdk …`, with the operator's credentials. */
  cdk(...args: readonly string[]): Promise<CdkSaid> {
    const env = {
      PATH: process.env.PATH,
      HOME: join(this.#folder, 'home'),
      CI: 'true',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      ...clientEnv(this.#account.cloud.cloud),
    };
    const all = [CDK, ...args, '--app', 'cdk.out', '--no-notices', '--no-color'];
    return new Promise((resolve) => {
      execFile(process.execPath, all, { cwd: this.#folder, env }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, text: stdout + stderr }),
      );
    });
  }
}
