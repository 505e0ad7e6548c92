import { ListExecutionsCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { LocalCloud, role } from '@tlc-elt/testing';
import { type Campaign, same } from './campaign.ts';

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:pass';

/** Executions that are started at once. */
const AT_ONCE = 20;

/** Thousands of executions: each is listed once and has succeeded, also after a kill and another start. */
export const executions: Campaign = {
  of: 'executions',
  size: 2000,
  share: 200,
  run: async (random, size) => {
    const cloud = await LocalCloud.start({ resources: resources() });
    try {
      const sfn = new SFNClient(cloud.client);
      const names = Array.from({ length: size }, (_, n) => `run-${n}`);
      for (let from = 0; from < size; from += AT_ONCE)
        await Promise.all(names.slice(from, from + AT_ONCE).map((name) => start(sfn, name)));
      const wanted = names.map((name) => `${name} SUCCEEDED`).sort();
      same('executions', await settled(sfn, size), wanted);
      for (let round = random.whole(1, 3); round > 0; round -= 1) {
        cloud.kill();
        await cloud.up();
        same('executions after a kill', await listed(new SFNClient(cloud.client)), wanted);
      }
    } finally {
      await cloud.remove();
    }
  },
};

const resources = () => ({
  Role: role('states.amazonaws.com'),
  Pass: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      StateMachineName: 'pass',
      RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
      DefinitionString: JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }),
    },
  },
});

const start = (sfn: SFNClient, name: string): Promise<unknown> =>
  sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name, input: '{}' }));

/** The executions with their statuses, once none of them runs. */
async function settled(sfn: SFNClient, size: number): Promise<string[]> {
  for (;;) {
    const all = await listed(sfn);
    if (all.length >= size && !all.some((line) => line.endsWith('RUNNING'))) return all;
  }
}

async function listed(sfn: SFNClient): Promise<string[]> {
  const lines: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn: MACHINE, maxResults: 1000, nextToken }),
    );
    lines.push(...(page.executions ?? []).map(({ name, status }) => `${name} ${status}`));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return lines.sort();
}
