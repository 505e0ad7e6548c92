import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serve } from '../../../testing/states/serve.ts';
import { machineArn, ROLE, StatesBench } from '../../../testing/states/states-kernel.ts';

const WAITING = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 86_400, End: true } } };
const PASSING = { StartAt: 'Pass', States: { Pass: { Type: 'Pass', End: true } } };

let directory: string;
let bench: StatesBench;
let client: SFNClient;
let close: () => Promise<void>;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'states-'));
  bench = new StatesBench({ directory, machines: { waiting: WAITING, passing: PASSING } });
  await bench.service.start?.();
  ({ client, close } = await serve(bench));
});

afterEach(async () => {
  await close();
  await bench.service.stop?.();
  rmSync(directory, { recursive: true });
});

async function ended(executionArn: string): Promise<unknown> {
  for (;;) {
    const { status, output, error, cause } = await client.send(
      new DescribeExecutionCommand({ executionArn }),
    );
    if (status !== 'RUNNING') return { status, output, error, cause };
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('Step Functions through the AWS SDK', () => {
  it('starts an execution, describes it and gives its history', async () => {
    const start = { stateMachineArn: machineArn('passing'), name: 'first', input: '{"month":"2024-09"}' };
    const { executionArn, startDate } = await client.send(new StartExecutionCommand(start));
    expect(executionArn).toBe('arn:aws:states:us-east-1:111111111111:execution:passing:first');
    expect(await ended(executionArn as string)).toEqual({
      status: 'SUCCEEDED',
      output: '{"month":"2024-09"}',
    });
    const { $metadata: _, ...described } = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(described).toEqual({
      executionArn,
      stateMachineArn: start.stateMachineArn,
      name: 'first',
      status: 'SUCCEEDED',
      startDate,
      stopDate: expect.any(Date),
      input: '{"month":"2024-09"}',
      inputDetails: { included: true },
      output: '{"month":"2024-09"}',
      outputDetails: { included: true },
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    });
    const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    const timestamp = expect.any(Date);
    const data = { input: '{"month":"2024-09"}', inputDetails: { truncated: false } };
    const output = { output: '{"month":"2024-09"}', outputDetails: { truncated: false } };
    expect(events).toEqual([
      {
        timestamp,
        type: 'ExecutionStarted',
        id: 1,
        previousEventId: 0,
        executionStartedEventDetails: { ...data, roleArn: ROLE },
      },
      {
        timestamp,
        type: 'PassStateEntered',
        id: 2,
        previousEventId: 0,
        stateEnteredEventDetails: { name: 'Pass', ...data },
      },
      {
        timestamp,
        type: 'PassStateExited',
        id: 3,
        previousEventId: 2,
        stateExitedEventDetails: { name: 'Pass', ...output },
      },
      {
        timestamp,
        type: 'ExecutionSucceeded',
        id: 4,
        previousEventId: 3,
        executionSucceededEventDetails: output,
      },
    ]);
  });

  it('gives the same execution for the same name and input while it runs, and refuses any other', async () => {
    const start = { stateMachineArn: machineArn('waiting'), name: 'one', input: '{"a":1}' };
    const first = await client.send(new StartExecutionCommand(start));
    const again = await client.send(new StartExecutionCommand(start));
    expect([again.executionArn, again.startDate]).toEqual([first.executionArn, first.startDate]);
    await expect(client.send(new StartExecutionCommand({ ...start, input: '{"a":2}' }))).rejects.toThrow(
      ExecutionAlreadyExists,
    );
    await client.send(
      new StopExecutionCommand({ executionArn: first.executionArn, error: 'Stopped', cause: 'by hand' }),
    );
    await expect(client.send(new StartExecutionCommand(start))).rejects.toThrow(ExecutionAlreadyExists);
    expect(await ended(first.executionArn as string)).toEqual({
      status: 'ABORTED',
      error: 'Stopped',
      cause: 'by hand',
    });
    const { events } = await client.send(
      new GetExecutionHistoryCommand({ executionArn: first.executionArn, reverseOrder: true }),
    );
    expect(events?.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`)).toEqual([
      '3<0 ExecutionAborted',
      '2<0 WaitStateEntered',
      '1<0 ExecutionStarted',
    ]);
  });

  it('refuses what AWS refuses, with its own errors', async () => {
    const stateMachineArn = machineArn('passing');
    const refused = async (input: object): Promise<unknown> =>
      client
        .send(new StartExecutionCommand({ stateMachineArn, ...input }))
        .catch(({ name, message }) => `${name}: ${message}`);
    expect(await refused({ name: 'a b' })).toBe("InvalidName: Invalid Name: 'a b'");
    expect(await refused({ input: '{' })).toMatch(
      /^InvalidExecutionInput: Invalid State Machine Execution Input: /,
    );
    expect(await refused({ stateMachineArn: machineArn('none') })).toBe(
      `StateMachineDoesNotExist: State Machine Does Not Exist: '${machineArn('none')}'`,
    );
    expect(await refused({ stateMachineArn: 'passing' })).toBe(
      "InvalidArn: Invalid Arn: 'Invalid ARN prefix: passing'",
    );
    expect(await refused({ input: JSON.stringify('x'.repeat(262_144)) })).toMatch(/^ValidationException: /);
    const executionArn = 'arn:aws:states:us-east-1:111111111111:execution:passing:none';
    await expect(client.send(new DescribeExecutionCommand({ executionArn }))).rejects.toThrow(
      ExecutionDoesNotExist,
    );
  });

  it('lists executions newest first, by status, in pages that meet without a gap', async () => {
    const stateMachineArn = machineArn('passing');
    const names = Array.from({ length: 7 }, (_, index) => `run-${index}`);
    for (const name of names) {
      const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name }));
      await ended(executionArn as string);
    }
    const listed: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await client.send(
        new ListExecutionsCommand({ stateMachineArn, maxResults: 3, nextToken, statusFilter: 'SUCCEEDED' }),
      );
      listed.push(...(page.executions ?? []).map(({ name }) => name as string));
      nextToken = page.nextToken;
    } while (nextToken);
    expect(listed).toEqual(names.toReversed());
    const failed = await client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'FAILED' }));
    expect(failed.executions).toEqual([]);
    await expect(
      client.send(new ListExecutionsCommand({ stateMachineArn, nextToken: 'abc' })),
    ).rejects.toThrow('Invalid Token');
  });

  it('pages a history in both directions and leaves the data out when told to', async () => {
    const { executionArn } = await client.send(
      new StartExecutionCommand({ stateMachineArn: machineArn('passing'), name: 'pages' }),
    );
    await ended(executionArn as string);
    const ids = async (reverseOrder: boolean): Promise<number[]> => {
      const found: number[] = [];
      let nextToken: string | undefined;
      do {
        const page = await client.send(
          new GetExecutionHistoryCommand({ executionArn, maxResults: 3, nextToken, reverseOrder }),
        );
        found.push(...(page.events ?? []).map(({ id }) => id as number));
        nextToken = page.nextToken;
      } while (nextToken);
      return found;
    };
    expect(await ids(false)).toEqual([1, 2, 3, 4]);
    expect(await ids(true)).toEqual([4, 3, 2, 1]);
    const bare = await client.send(
      new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false }),
    );
    expect(bare.events?.[1]?.stateEnteredEventDetails).toEqual({ name: 'Pass' });
  });

  it('lists the machines and says what is wrong with a definition', async () => {
    const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
    expect(stateMachines?.map(({ name, type }) => [name, type])).toEqual([
      ['passing', 'STANDARD'],
      ['waiting', 'STANDARD'],
    ]);
    const validated = await client.send(
      new ValidateStateMachineDefinitionCommand({ definition: '{"States":{}}' }),
    );
    expect([validated.result, validated.diagnostics]).toEqual([
      'FAIL',
      [
        {
          severity: 'ERROR',
          code: 'SCHEMA_VALIDATION_FAILED',
          message: 'These fields are required: [StartAt]',
          location: '/',
        },
      ],
    ]);
  });

  it('ends a wait of a day early when it is woken', async () => {
    const { executionArn } = await client.send(
      new StartExecutionCommand({ stateMachineArn: machineArn('waiting'), name: 'w' }),
    );
    await vi.waitFor(() => expect(bench.kernel.offers.states.wake(executionArn as string)).toBe(1), 10_000);
    expect(await ended(executionArn as string)).toEqual({ status: 'SUCCEEDED', output: '{}' });
  });
});
