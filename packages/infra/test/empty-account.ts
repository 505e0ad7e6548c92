import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  paginateListStackResources,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Stage } from '@tlc-elt/contracts';
import { LocalCloud } from '@tlc-elt/testing';
import { stackConcerns, stackName } from '../src/config/stacks.ts';
import { NO_ACCOUNT } from '../src/config/stages.ts';

/** Bucket of the bootstrap, where assets are published. */
export const ASSETS = `cdk-hnb659fds-assets-${NO_ACCOUNT}-us-east-1`;
/** An archive with nothing in it: no function is called here. */
const EMPTY_ZIP = Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex');

/** A synthesized template. */
export type Template = {
  readonly Resources: Readonly<Record<string, { Type: string; Properties: Record<string, unknown> }>>;
};

/** The account of the synthesized stages with nothing in it but what a bootstrap leaves that stacks ask for. */
export class Account {
  readonly #cloud: LocalCloud;
  readonly #cloudFormation: CloudFormationClient;
  readonly #s3: S3Client;

  private constructor(cloud: LocalCloud) {
    this.#cloud = cloud;
    this.#cloudFormation = new CloudFormationClient(cloud.client);
    this.#s3 = new S3Client({ ...cloud.client, forcePathStyle: true });
  }

  static async start(): Promise<Account> {
    const empty = { account: NO_ACCOUNT, region: 'us-east-1' };
    const account = new Account(await LocalCloud.start({ stage: 'dev', empty }));
    await account.#s3.send(new CreateBucketCommand({ Bucket: ASSETS }));
    await new SSMClient(account.client).send(
      new PutParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version', Value: '30', Type: 'String' }),
    );
    return account;
  }

  /** Settings of an SDK client of the operator. */
  get client() {
    return this.#cloud.client;
  }

  /** Publishes what an assembly names, and its templates, each as `edit` leaves it. */
  async publish(assembly: string, edit: (template: Template) => void = () => undefined): Promise<void> {
    for (const name of readdirSync(assembly).filter((file) => file.endsWith('.assets.json'))) {
      const { files } = JSON.parse(readFileSync(join(assembly, name), 'utf8')) as {
        files: Record<
          string,
          { source: { path: string }; destinations: Record<string, { objectKey: string }> }
        >;
      };
      for (const { source, destinations } of Object.values(files))
        for (const { objectKey } of Object.values(destinations))
          if (!source.path.endsWith('.template.json')) await this.#put(objectKey, EMPTY_ZIP);
    }
    for (const name of readdirSync(assembly).filter((file) => file.endsWith('.template.json'))) {
      const template = JSON.parse(readFileSync(join(assembly, name), 'utf8')) as Template;
      edit(template);
      await this.#put(name, JSON.stringify(template));
    }
  }

  async #put(Key: string, Body: string | Buffer): Promise<void> {
    await this.#s3.send(new PutObjectCommand({ Bucket: ASSETS, Key, Body }));
  }

  /** Lets the next write of a resource (`<stack>/<logical id>`) fail. */
  async failOnce(resource: string): Promise<void> {
    const record = join(this.#cloud.localDir, 'dev/local-cloud.json');
    const { token } = JSON.parse(readFileSync(record, 'utf8')) as { token: string };
    const url = `${this.client.endpoint}/_local/fail?${new URLSearchParams({ resource })}`;
    const { ok } = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
    if (!ok) throw new Error(`${url} is not taken`);
  }

  /** Creates a stack of a published template; gives its status once nothing goes on. */
  async create(StackName: string): Promise<string | undefined> {
    const TemplateURL = `https://s3.us-east-1.amazonaws.com/${ASSETS}/${StackName}.template.json`;
    const Capabilities = ['CAPABILITY_NAMED_IAM' as const];
    await this.#cloudFormation.send(new CreateStackCommand({ StackName, TemplateURL, Capabilities }));
    return this.#settled(StackName);
  }

  /** Deletes a stack; gives its status, undefined where it is gone. */
  async remove(StackName: string): Promise<string | undefined> {
    await this.#cloudFormation.send(new DeleteStackCommand({ StackName }));
    return this.#settled(StackName);
  }

  async #settled(StackName: string): Promise<string | undefined> {
    for (;;) {
      const { Stacks = [] } = await this.#cloudFormation
        .send(new DescribeStacksCommand({ StackName }))
        .catch(() => ({ Stacks: [] }));
      const status = Stacks[0]?.StackStatus;
      if (!status?.endsWith('_IN_PROGRESS')) return status;
    }
  }

  /** The resources of a stage's stacks. */
  async resources(stage: Stage): Promise<StackResourceSummary[]> {
    const found: StackResourceSummary[] = [];
    for (const concern of stackConcerns)
      for await (const { StackResourceSummaries = [] } of paginateListStackResources(
        { client: this.#cloudFormation },
        { StackName: stackName(stage, concern) },
      ))
        found.push(...StackResourceSummaries);
    return found;
  }

  /** Ends it, with everything in it. */
  stop(): Promise<void> {
    return this.#cloud.remove();
  }
}
