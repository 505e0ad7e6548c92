import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { LocalCloud, role } from '@tlc-elt/testing';
import { cpuOf } from './process-tree.ts';
import { spread } from './statistics.ts';

const STATES = 20;
const EXECUTIONS = 50;
const name = (index: number): string => `S${index}`;
const machine = JSON.stringify({
  StartAt: name(0),
  States: Object.fromEntries(
    Array.from({ length: STATES }, (_, index) => [
      name(index),
      {
        ...{ Type: 'Pass', Result: index, ResultPath: `$.${name(index)}` },
        ...(index === STATES - 1 ? { End: true } : { Next: name(index + 1) }),
      },
    ]),
  ),
});
const resources = {
  Role: role('states.amazonaws.com'),
  Twenty: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      StateMachineName: 'twenty',
      RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
      DefinitionString: machine,
    },
  },
  Lake: { Type: 'AWS::S3::Bucket' },
};
const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:twenty';

/** Seconds from the command to the first answer. */
async function up(cloud: LocalCloud): Promise<number> {
  const began = performance.now();
  await cloud.up();
  return (performance.now() - began) / 1000;
}

/** Starts fifty executions at once; gives the seconds until the last has ended, and how many events are missing. */
async function fifty(client: SFNClient, run: number): Promise<[seconds: number, lost: number]> {
  const began = performance.now();
  const starts = Array.from({ length: EXECUTIONS }, (_, index) =>
    client.send(new StartExecutionCommand({ stateMachineArn, name: `r${run}-${index}`, input: '{}' })),
  );
  const arns = (await Promise.all(starts)).map(({ executionArn }) => executionArn as string);
  for (const executionArn of arns)
    while ((await client.send(new DescribeExecutionCommand({ executionArn }))).status === 'RUNNING')
      await sleep(5);
  const seconds = (performance.now() - began) / 1000;
  let events = 0;
  for (const executionArn of arns)
    events +=
      (await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }))).events
        ?.length ?? 0;
  return [seconds, EXECUTIONS * (2 * STATES + 2) - events];
}

/** Start-up, many executions at once and the CPU of an idle local cloud. */
export async function benchLocalCloud(runs: number): Promise<void> {
  const stage = new LocalCloud({ resources });
  const [ups, fifties, lost]: [number[], number[], number[]] = [[], [], []];
  try {
    for (let run = 0; run < runs; run += 1) {
      ups.push(await up(stage));
      const client = new SFNClient(stage.client);
      const [seconds, missing] = await fifty(client, run);
      fifties.push(seconds);
      lost.push(missing);
      client.destroy();
      if (run < runs - 1) await stage.down();
    }
    await sleep(2000);
    const before = cpuOf(stage.pid);
    await sleep(10_000);
    const idle = cpuOf(stage.pid) - before;
    console.log(`local up --detach, to the first answer      ${spread(ups)}
${EXECUTIONS} executions of ${STATES} states at once           ${spread(fifties)}; lost events: ${lost.join(', ')}
CPU of 10 idle seconds                      ${idle.toFixed(2)} s`);
  } finally {
    await stage.remove();
  }
}
