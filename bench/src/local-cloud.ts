import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { timed } from './command.ts';
import { root } from './place.ts';
import { spread } from './statistics.ts';

const LOCAL = join(root, 'packages/local-cloud/bin/local.ts');

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
const template = {
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        },
      },
    },
    Twenty: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'twenty',
        RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        DefinitionString: machine,
      },
    },
    Lake: { Type: 'AWS::S3::Bucket' },
  },
};
const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:twenty';

/** A local cloud of one machine, in a process of its own. */
class Stage {
  readonly #home = mkdtempSync(join(tmpdir(), 'bench-cloud-'));
  readonly #env = { ...process.env, TLC_LOCAL_DIR: join(this.#home, 'local') };

  constructor() {
    writeFileSync(join(this.#home, 'stack.json'), JSON.stringify(template));
  }

  /** Seconds from the command to the first answer of a client that asks again every 5 ms. */
  async up(): Promise<number> {
    const began = performance.now();
    const args = [LOCAL, 'up', '--assembly', join(this.#home, 'stack.json'), '--port', '0', '--detach'];
    await timed(process.execPath, args, this.#env);
    return (performance.now() - began) / 1000;
  }

  client(): SFNClient {
    const env = JSON.parse(
      execFileSync(process.execPath, [LOCAL, 'env', '--json'], { env: this.#env, encoding: 'utf8' }),
    ) as { [name: string]: string };
    return new SFNClient({
      endpoint: env.AWS_ENDPOINT_URL as string,
      region: env.AWS_REGION as string,
      credentials: {
        accessKeyId: env.AWS_ACCESS_KEY_ID as string,
        secretAccessKey: env.AWS_SECRET_ACCESS_KEY as string,
      },
    });
  }

  get pid(): number {
    const record = readFileSync(join(this.#home, 'local/local/local-cloud.json'), 'utf8');
    return (JSON.parse(record) as { pid: number }).pid;
  }

  /** CPU seconds of the process (Linux). */
  cpu(): number {
    const fields = readFileSync(`/proc/${this.pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  async down(): Promise<void> {
    await timed(process.execPath, [LOCAL, 'down'], this.#env);
  }

  remove(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }
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
  const stage = new Stage();
  const [ups, fifties, lost]: [number[], number[], number[]] = [[], [], []];
  try {
    for (let run = 0; run < runs; run += 1) {
      ups.push(await stage.up());
      const client = stage.client();
      const [seconds, missing] = await fifty(client, run);
      fifties.push(seconds);
      lost.push(missing);
      client.destroy();
      if (run < runs - 1) await stage.down();
    }
    await sleep(2000);
    const before = stage.cpu();
    await sleep(10_000);
    const idle = stage.cpu() - before;
    console.log(`local up --detach, to the first answer      ${spread(ups)}
${EXECUTIONS} executions of ${STATES} states at once           ${spread(fifties)}; lost events: ${lost.join(', ')}
CPU of 10 idle seconds                      ${idle.toFixed(2)} s`);
  } finally {
    await stage.down().catch(() => undefined);
    stage.remove();
  }
}
