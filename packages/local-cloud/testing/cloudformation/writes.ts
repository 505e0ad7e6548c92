import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  ListStacksCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import type { Stage } from '../state/stage.ts';
import type { Write } from '../state/writes.ts';

const TemplateBody = JSON.stringify({
  Resources: { T: { Type: 'AWS::SNS::Topic', DeletionPolicy: 'Retain' } },
});

async function created(stage: Stage, StackName: string): Promise<void> {
  const client = new CloudFormationClient(stage.client);
  await client.send(new CreateStackCommand({ StackName, TemplateBody }));
  await waitUntilStackCreateComplete({ client, maxWaitTime: 60, minDelay: 0.1, maxDelay: 1 }, { StackName });
}

/** Every kind of write of an account that deployments fill. */
export const DEPLOYMENTS: readonly Write[] = [
  {
    title: 'a stack',
    room: 1,
    write: (stage, n) => created(stage, `stack-${n}`),
    kept: async ({ client }) => {
      const { StackSummaries = [] } = await new CloudFormationClient(client).send(new ListStacksCommand({}));
      return StackSummaries.length;
    },
  },
];

/** Leaves a resource behind that no stack has. */
export async function retainOne(stage: Stage): Promise<void> {
  await created(stage, 'gone');
  const client = new CloudFormationClient(stage.client);
  await client.send(new DeleteStackCommand({ StackName: 'gone' }));
  await waitUntilStackDeleteComplete(
    { client, maxWaitTime: 60, minDelay: 0.1, maxDelay: 1 },
    { StackName: 'gone' },
  );
}
