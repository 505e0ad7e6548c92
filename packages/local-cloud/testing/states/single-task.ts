import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Shape } from '../../src/aws/call.ts';
import type { Json, JsonObject } from '../../src/aws/json.ts';
import { machineArn, StatesBench, type StatesSetup } from './states-kernel.ts';

/** A machine named `machine` whose one Task state is under test. */
export class SingleTask {
  readonly directory = mkdtempSync(join(tmpdir(), 'states-'));
  bench!: StatesBench;

  open(
    state: JsonObject,
    setup: Partial<StatesSetup> = {},
    machines: StatesSetup['machines'] = {},
    states: JsonObject = {},
  ): void {
    const machine = { StartAt: 'Do', States: { Do: { Type: 'Task', End: true, ...state }, ...states } };
    this.bench = new StatesBench({ directory: this.directory, ...setup, machines: { machine, ...machines } });
  }

  async close(): Promise<void> {
    await this.bench.service.stop?.();
    rmSync(this.directory, { recursive: true });
  }

  async begin(input: Json = {}, name = 'run'): Promise<unknown> {
    const start = { stateMachineArn: machineArn('machine'), name, input: JSON.stringify(input) };
    return (await this.bench.call('StartExecution', start)).executionArn;
  }

  /** The ended execution's status with what it has of output, error and cause. */
  async settled(executionArn: unknown): Promise<Shape> {
    for (;;) {
      const { status, output, error, cause } = await this.bench.call('DescribeExecution', { executionArn });
      const parsed = output === undefined ? {} : { output: JSON.parse(String(output)) as Json };
      if (status !== 'RUNNING')
        return JSON.parse(JSON.stringify({ status, ...parsed, error, cause })) as Shape;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  async run(input: Json = {}, name = 'run'): Promise<Shape> {
    return this.settled(await this.begin(input, name));
  }

  async history(): Promise<Shape[]> {
    const executionArn = `${machineArn('machine').replace('stateMachine', 'execution')}:run`;
    return (await this.bench.call('GetExecutionHistory', { executionArn })).events as Shape[];
  }

  async eventTypes(): Promise<unknown[]> {
    return (await this.history()).map(({ type }) => type);
  }

  /** Resolves once the newest event is of this type. */
  async reached(type: string): Promise<void> {
    while ((await this.eventTypes()).at(-1) !== type) await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
