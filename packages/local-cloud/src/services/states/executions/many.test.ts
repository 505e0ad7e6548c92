import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TWENTY_PASSES } from '../../../../testing/states/long-machine.ts';
import { machineArn, StatesBench, type StatesSetup } from '../../../../testing/states/states-kernel.ts';
import type { Shape } from '../../../aws/call.ts';
import { ExecutionIndex, type ExecutionSummary } from './index-file.ts';

let directory: string;
let bench: StatesBench;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'states-'));
});

afterEach(async () => {
  await bench?.service.stop?.();
  rmSync(directory, { recursive: true });
});

const stateMachineArn = machineArn('machine');

async function open(machine: StatesSetup['machines'][string]): Promise<void> {
  bench = new StatesBench({ directory, machines: { machine } });
  await bench.service.start?.();
}

async function settled(executionArn: unknown): Promise<Shape> {
  for (;;) {
    const described = await bench.call('DescribeExecution', { executionArn });
    if (described.status !== 'RUNNING') return described;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('many executions', () => {
  it('fifty of a machine of twenty states at once lose no event', async () => {
    await open(TWENTY_PASSES);
    const starts = Array.from({ length: 50 }, (_, index) =>
      bench.call('StartExecution', { stateMachineArn, name: `r${index}`, input: `{"run":${index}}` }),
    );
    const arns = (await Promise.all(starts)).map(({ executionArn }) => executionArn);
    const notes = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`s${index}`, index]));
    for (const [run, executionArn] of arns.entries()) {
      const { status, output } = await settled(executionArn);
      expect([status, JSON.parse(String(output))]).toEqual(['SUCCEEDED', { run, ...notes }]);
      const { events } = await bench.call('GetExecutionHistory', { executionArn, maxResults: 1000 });
      const sequence = (events as Shape[]).map(
        ({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`,
      );
      const states = Array.from({ length: 20 }, (_, index) => 2 * index + 2).flatMap((id) => [
        `${id}<${id === 2 ? 0 : id - 1} PassStateEntered`,
        `${id + 1}<${id} PassStateExited`,
      ]);
      expect(sequence).toEqual(['1<0 ExecutionStarted', ...states, '42<41 ExecutionSucceeded']);
    }
  });

  it('thousands are listed from memory within milliseconds, also after a restart', async () => {
    const file = join(directory, 'index.jsonl');
    const index = new ExecutionIndex(file, () => true);
    const summary = (sequence: number, status: ExecutionSummary['status']): ExecutionSummary => ({
      ...{
        executionArn: `arn:${sequence}`,
        stateMachineArn,
        name: `r${sequence}`,
        file: `f${sequence}`,
        sequence,
        status,
      },
      startDate: sequence,
      redriveCount: 0,
    });
    for (let sequence = 1; sequence <= 5000; sequence += 1) {
      index.put(summary(sequence, 'RUNNING'));
      index.put({ ...summary(sequence, 'SUCCEEDED'), stopDate: sequence });
    }
    const before = process.cpuUsage();
    const again = new ExecutionIndex(file, ({ sequence }) => sequence > 1000);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(500);
    expect([
      again.of(stateMachineArn).length,
      again.of(stateMachineArn)[0]?.sequence,
      again.nextSequence(),
    ]).toEqual([4000, 1001, 5001]);
    const size = statSync(file).size;
    expect(new ExecutionIndex(file, () => true).of(stateMachineArn)).toEqual(again.of(stateMachineArn));
    expect(statSync(file).size).toBe(size);
  });

  it('an endless loop ends with the 25,000th event, as on AWS', async () => {
    await open({
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Next: 'B' },
        B: { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'Z' }], Default: 'A' },
        Z: { Type: 'Succeed' },
      },
    });
    const { executionArn } = await bench.call('StartExecution', { stateMachineArn });
    const { status, error, cause, redriveStatus } = await settled(executionArn);
    expect([status, error, cause, redriveStatus]).toEqual([
      'FAILED',
      'States.Runtime',
      'The execution reached the maximum number of history events (25000).',
      'NOT_REDRIVABLE',
    ]);
    const { events } = await bench.call('GetExecutionHistory', {
      executionArn,
      reverseOrder: true,
      maxResults: 1,
    });
    expect(events).toMatchObject([{ id: 25_000, previousEventId: 24_999, type: 'ExecutionFailed' }]);
  });

  it('a waiting execution keeps the process idle: one timer, no turn of the loop', async () => {
    await open({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 86_400, End: true } } });
    for (let run = 0; run < 20; run += 1) await bench.call('StartExecution', { stateMachineArn });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { user, system } = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const used = process.cpuUsage({ user, system });
    expect((used.user + used.system) / 1000).toBeLessThan(100);
  });
});
