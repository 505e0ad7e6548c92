import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  type ExecuteChangeSetCommandInput,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import type { Clock } from '../../src/kernel/clock.ts';
import { cloudIn, folderWith, type TemplateCloud } from '../template-cloud.ts';

export const ACCOUNT = { accountId: '111122223333', region: 'eu-central-1' };

/** A template's sections as tests write them. */
export type TemplateGiven = Readonly<Record<string, unknown>>;

/** An account that is filled by CloudFormation's API, and how tests ask for it. */
export class TestAccount {
  cloud: TemplateCloud;

  constructor(cloud: TemplateCloud) {
    this.cloud = cloud;
  }

  static async start(clock?: Clock): Promise<TestAccount> {
    return new TestAccount(await cloudIn(folderWith({}), clock, ACCOUNT));
  }

  get client(): CloudFormationClient {
    return new CloudFormationClient(this.cloud.client);
  }

  stop(): Promise<void> {
    return this.cloud.stop();
  }

  async restart(): Promise<void> {
    this.cloud = await this.cloud.restart();
  }

  /** Makes a change set, and gives it as it is described. */
  async changeSet(
    StackName: string,
    template: TemplateGiven,
    more: Partial<CreateChangeSetCommandInput> = {},
  ): Promise<DescribeChangeSetCommandOutput> {
    const exists = (await this.stack(StackName).catch(() => undefined))?.StackStatus;
    const { Id } = await this.client.send(
      new CreateChangeSetCommand({
        StackName,
        ChangeSetName: 'change',
        ChangeSetType: exists === undefined || exists === 'REVIEW_IN_PROGRESS' ? 'CREATE' : 'UPDATE',
        TemplateBody: JSON.stringify(template),
        Capabilities: ['CAPABILITY_NAMED_IAM'],
        ...more,
      }),
    );
    return this.client.send(new DescribeChangeSetCommand({ ChangeSetName: Id }));
  }

  /** Deploys by a change set; gives the stack as it is once the operation has ended. */
  async deploy(
    stackName: string,
    template: TemplateGiven,
    more: Partial<CreateChangeSetCommandInput> = {},
    execution: Partial<ExecuteChangeSetCommandInput> = {},
  ): Promise<Stack> {
    const { ChangeSetId, Status, StatusReason } = await this.changeSet(stackName, template, {
      ChangeSetName: `change-${Math.random().toString(36).slice(2)}`,
      ...more,
    });
    if (Status === 'FAILED') throw new Error(StatusReason);
    await this.client.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId, ...execution }));
    return this.settled(stackName);
  }

  async delete(StackName: string, more: object = {}): Promise<Stack> {
    const { StackId = '' } = await this.stack(StackName);
    await this.client.send(new DeleteStackCommand({ StackName, ...more }));
    return this.settled(StackId);
  }

  async stack(StackName: string): Promise<Stack> {
    const { Stacks = [] } = await this.client.send(new DescribeStacksCommand({ StackName }));
    return Stacks[0] as Stack;
  }

  /** The stack once no operation goes on. */
  async settled(stackName: string): Promise<Stack> {
    for (;;) {
      const stack = await this.stack(stackName);
      if (!stack.StackStatus?.endsWith('_IN_PROGRESS') || stack.StackStatus === 'REVIEW_IN_PROGRESS')
        return stack;
      await sleep(2);
    }
  }

  /** From the oldest: `logical id status`, with the reason where there is one. */
  async events(StackName: string): Promise<string[]> {
    const { StackEvents = [] } = await this.client.send(new DescribeStackEventsCommand({ StackName }));
    return StackEvents.toReversed().map(
      ({ LogicalResourceId, ResourceStatus, ResourceStatusReason: reason }) =>
        [LogicalResourceId, ResourceStatus, ...(reason === undefined ? [] : [`(${reason})`])].join(' '),
    );
  }

  /** Lets the next write of a resource fail. */
  failOnce(place: string): void {
    this.cloud.cloud.kernel.offers.cloudformation.failOnce(place);
  }
}
