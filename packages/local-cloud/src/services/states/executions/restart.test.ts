import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TASKS_AND_WAITS } from '../../../../testing/states/long-machine.ts';
import { machineArn, StatesBench } from '../../../../testing/states/states-kernel.ts';
import type { Shape } from '../../../aws/call.ts';

const KILLED = join(import.meta.dirname, '../../../../testing/states/killed-process.ts');
const COUNT = 20;

let directory: string;
let bench: StatesBench;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'states-'));
});

afterEach(async () => {
  await bench.service.stop?.();
  rmSync(directory, { recursive: true });
});

/** Runs executions in a process of their own and kills it when `enough` lines were heard; gives what it had told. */
async function runAndKill(enough: (told: Told) => boolean): Promise<Told> {
  const child: ChildProcess = spawn(process.execPath, [KILLED, directory, String(COUNT)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told: Told = { started: [], seen: new Map() };
  const exited = new Promise((resolve) => child.on('exit', resolve));
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const [what, arn = '', events] = line.split(' ');
    if (what === 'started') told.started.push(arn);
    else told.seen.set(arn, Number(events));
    if (enough(told)) child.kill('SIGKILL');
  }
  await exited;
  return told;
}

interface Told {
  readonly started: string[];
  readonly seen: Map<string, number>;
}

async function restart(): Promise<StatesBench> {
  bench = new StatesBench({
    directory,
    machines: { machine: TASKS_AND_WAITS },
    operations: { 'sns:Publish': () => ({ MessageId: 'm' }) },
  });
  await bench.service.start?.();
  return bench;
}

async function settled(executionArn: string): Promise<Shape> {
  for (;;) {
    const described = (await bench.call('DescribeExecution', { executionArn })) as Shape;
    if (described.status !== 'RUNNING') return described;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function historyOf(executionArn: string): Promise<Shape[]> {
  const { events } = (await bench.call('GetExecutionHistory', { executionArn, maxResults: 1000 })) as Shape;
  return events as Shape[];
}

const most = (told: Told): number => Math.max(0, ...told.seen.values());

/** Checks what is left of an execution, and redrives it where it was cut off. */
async function bringToEnd(executionArn: string, told: number): Promise<void> {
  const { status, error, cause } = await settled(executionArn);
  const events = await historyOf(executionArn);
  expect(events.map(({ id }) => id)).toEqual(events.map((_event, index) => index + 1));
  expect(events.length).toBeGreaterThanOrEqual(told);
  if (status === 'FAILED') {
    expect(error).toBe('LocalCloud.Restarted');
    expect(cause).toMatch(
      /^The local cloud was ended while the state 'S\d+' ran\. Redrive the execution to go on from there\.$/,
    );
    await bench.call('RedriveExecution', { executionArn });
  }
  expect((await settled(executionArn)).status).toBe('SUCCEEDED');
  const exited = (await historyOf(executionArn)).filter(({ type }) => String(type).endsWith('StateExited'));
  expect(exited.map(({ stateExitedEventDetails }) => (stateExitedEventDetails as Shape).name)).toEqual(
    Array.from({ length: 20 }, (_state, index) => `S${index}`),
  );
}

describe('kill -9 in the middle of twenty executions', () => {
  it.each([
    ['just after the starts', (told: Told) => told.started.length === COUNT],
    ['while tasks run', (told: Told) => most(told) >= 12],
    [
      'while they wait',
      (told: Told) => told.seen.size === COUNT && [...told.seen.values()].every((events) => events >= 52),
    ],
    ['while tasks run after the wait', (told: Told) => most(told) >= 60],
  ])('%s: nothing that was told is lost, and all can be brought to their end', async (_, enough) => {
    const told = await runAndKill(enough);
    await restart();
    await Promise.all(
      told.started.map((executionArn) => bringToEnd(executionArn, told.seen.get(executionArn) ?? 1)),
    );
  });

  it('lets executions that wait go on, without failing them', async () => {
    const told = await runAndKill(
      ({ seen }) => seen.size === COUNT && [...seen.values()].every((events) => events >= 52),
    );
    await restart();
    const endings = await Promise.all(told.started.map(async (arn) => (await settled(arn)).status));
    expect(endings).toEqual(told.started.map(() => 'SUCCEEDED'));
  });
});

describe('a line that the end of the process cut off', () => {
  it('is dropped, and the execution goes on after the last whole one', async () => {
    const told = await runAndKill((heard) => most(heard) >= 12);
    for (const file of readdirSync(join(directory, 'states', 'executions'))) {
      appendFileSync(join(directory, 'states', 'executions', file), '{"id":99,"type":"Pass');
    }
    appendFileSync(join(directory, 'states', 'executions.jsonl'), '{"executionArn":"arn:aws');
    await restart();
    const { executions } = (await bench.call('ListExecutions', {
      stateMachineArn: machineArn('machine'),
    })) as Shape;
    expect((executions as Shape[]).map(({ executionArn }) => executionArn).toReversed()).toEqual(
      told.started,
    );
    for (const executionArn of told.started) {
      expect((await historyOf(executionArn)).at(-1)?.type).toBe('ExecutionFailed');
    }
  });
});

describe('an orderly end of the local cloud', () => {
  it('does not wait for a running task, and leaves its execution to be redriven', async () => {
    const never = (): Promise<Shape> => new Promise(() => {});
    const setup = { directory, machines: { machine: TASKS_AND_WAITS } };
    const ending = new StatesBench({ ...setup, operations: { 'sns:Publish': never } });
    const { executionArn } = await ending.call('StartExecution', { stateMachineArn: machineArn('machine') });
    await vi.waitFor(async () => {
      const { events } = await ending.call('GetExecutionHistory', { executionArn });
      expect((events as Shape[]).at(-1)?.type).toBe('TaskStarted');
    }, 10_000);
    const before = performance.now();
    await ending.service.stop?.();
    expect(performance.now() - before).toBeLessThan(1000);
    await restart();
    const { status, error, redriveStatus } = await settled(String(executionArn));
    expect([status, error, redriveStatus]).toEqual(['FAILED', 'LocalCloud.Restarted', 'REDRIVABLE']);
    expect((await historyOf(String(executionArn))).map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'ExecutionFailed',
    ]);
  });
});
