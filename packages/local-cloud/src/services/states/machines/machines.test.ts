import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { machineArn, ROLE, StatesBench, type StatesSetup } from '../../../../testing/states/states-kernel.ts';
import type { Resource } from '../../../assembly/assembly.ts';
import type { Shape } from '../../../aws/call.ts';
import type { JsonObject } from '../../../aws/json.ts';

/** As the template's text has it. */
const placeholder = (name: string): string => `\${${name}}`;
const PASS = {
  StartAt: 'P',
  States: { P: { Type: 'Pass', Comment: placeholder('Comment'), Result: placeholder('Result'), End: true } },
};

let directory: string;
let bench: StatesBench;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'states-'));
});

afterEach(async () => {
  await bench?.service.stop?.();
  rmSync(directory, { recursive: true });
});

function open(properties: JsonObject, setup: Partial<StatesSetup> = {}): void {
  bench = new StatesBench({ directory, ...setup, machines: { machine: { RoleArn: ROLE, ...properties } } });
}

async function definition(): Promise<Shape> {
  const { definition: text } = await bench.call('DescribeStateMachine', {
    stateMachineArn: machineArn('machine'),
  });
  return JSON.parse(String(text)) as Shape;
}

describe('a state machine of the assembly', () => {
  it('is described as AWS describes it', async () => {
    const LogGroupArn = 'arn:aws:logs:us-east-1:111111111111:log-group:/aws/states/machine:*';
    open({
      DefinitionString: JSON.stringify({ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }),
      LoggingConfiguration: {
        Level: 'ALL',
        IncludeExecutionData: true,
        Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn } }],
      },
      TracingConfiguration: { Enabled: true },
      Tags: [{ Key: 'stage', Value: 'local' }],
    });
    const stateMachineArn = machineArn('machine');
    expect(await bench.call('DescribeStateMachine', { stateMachineArn })).toEqual({
      stateMachineArn,
      name: 'machine',
      status: 'ACTIVE',
      type: 'STANDARD',
      definition: '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}',
      roleArn: ROLE,
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
      creationDate: expect.any(Date),
      loggingConfiguration: {
        level: 'ALL',
        includeExecutionData: true,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: LogGroupArn } }],
      },
      tracingConfiguration: { enabled: true },
    });
    expect(await bench.call('ListTagsForResource', { resourceArn: stateMachineArn })).toEqual({
      tags: [{ key: 'stage', value: 'local' }],
    });
  });

  it('has its substitutions made, in a DefinitionString as they are and in an object inside its strings', async () => {
    const DefinitionSubstitutions = { Comment: 'c', Result: 'say "hi"' };
    open({ Definition: PASS, DefinitionSubstitutions });
    expect(await definition()).toEqual({
      StartAt: 'P',
      States: { P: { Type: 'Pass', Comment: 'c', Result: 'say "hi"', End: true } },
    });
    open({
      DefinitionString: `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":${placeholder('Seconds')},"End":true}}}`,
      DefinitionSubstitutions: { Seconds: 5 },
    });
    expect(await definition()).toEqual({
      StartAt: 'W',
      States: { W: { Type: 'Wait', Seconds: 5, End: true } },
    });
  });

  it.each<readonly [JsonObject, string]>([
    [
      { Definition: PASS, StateMachineType: 'EXPRESS' },
      'stack/machine: StateMachineType EXPRESS is not supported by the local cloud, STANDARD is',
    ],
    [
      { Definition: PASS, EncryptionConfiguration: {} },
      'stack: Resources.machine.Properties.EncryptionConfiguration: the property EncryptionConfiguration of AWS::StepFunctions::StateMachine is not supported by the local cloud',
    ],
    [{}, 'stack/machine: it has no definition'],
    [
      { DefinitionString: '{' },
      "stack/machine: Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: ",
    ],
  ])('%j is refused by name', (properties, message) => {
    expect(() => open(properties)).toThrow(message);
  });

  it('leaves executions the definition that they were started with', async () => {
    const waiting = (Result: string): JsonObject => ({
      Definition: {
        StartAt: 'W',
        States: { W: { Type: 'Wait', Seconds: 1, Next: 'P' }, P: { Type: 'Pass', Result, End: true } },
      },
    });
    open(waiting('old'));
    const { executionArn } = await bench.call('StartExecution', { stateMachineArn: machineArn('machine') });
    await new Promise((resolve) => setTimeout(resolve, 5));
    await bench.service.stop?.();
    open(waiting('new'));
    await bench.service.start?.();
    const { definition: text } = await bench.call('DescribeStateMachineForExecution', { executionArn });
    expect((JSON.parse(String(text)) as { States: { P: Shape } }).States.P.Result).toBe('old');
    for (;;) {
      const { status, output } = await bench.call('DescribeExecution', { executionArn });
      if (status === 'RUNNING') await new Promise((resolve) => setTimeout(resolve, 20));
      else {
        expect([status, output]).toEqual(['SUCCEEDED', '"old"']);
        return;
      }
    }
  });

  it('gets a new revision by an update, none by the same again, and is gone when it is deleted', async () => {
    const machine = (Result: string): Resource => ({
      logicalId: 'machine',
      stackName: 'stack',
      type: 'AWS::StepFunctions::StateMachine',
      ...{ physicalId: machineArn('machine'), arn: undefined, metadata: {}, deletionPolicy: 'Delete' },
      properties: {
        ...{ StateMachineName: 'machine', RoleArn: ROLE, Tags: [{ Key: 'a', Value: 'b' }] },
        Definition: { StartAt: 'P', States: { P: { Type: 'Pass', Result, End: true } } },
      },
    });
    const revision = async (): Promise<unknown> =>
      (await bench.call('DescribeStateMachine', { stateMachineArn: machineArn('machine') })).revisionId;
    open(machine('one').properties as JsonObject);
    await new Promise((resolve) => setTimeout(resolve, 2));
    bench.service.update(machine('two'), machine('one'));
    const updated = await revision();
    bench.service.update(machine('two'), machine('two'));
    expect([updated, await revision()]).toEqual([expect.stringMatching(/^[\da-f-]{36}$/), updated]);
    expect(bench.service.read(machine('two'))).toEqual({
      ...{ StateMachineName: 'machine', RoleArn: ROLE, Tags: [{ Key: 'a', Value: 'b' }] },
      DefinitionString: '{"StartAt":"P","States":{"P":{"Type":"Pass","Result":"two","End":true}}}',
    });
    bench.service.delete(machine('two'));
    expect(bench.service.read(machine('two'))).toBeUndefined();
    await expect(revision()).rejects.toThrow('State Machine Does Not Exist');
  });

  it('writes its events to the log group that it names, by their level', async () => {
    const lines: string[] = [];
    const logs = {
      deliver: () => undefined,
      hasGroup: () => true,
      append: (group: string, stream: string, events: readonly { message: string }[]) =>
        void lines.push(`${group} ${stream} ${events[0]?.message}`),
    };
    const LoggingConfiguration = {
      Level: 'ERROR',
      IncludeExecutionData: false,
      Destinations: [
        { CloudWatchLogsLogGroup: { LogGroupArn: 'arn:aws:logs:us-east-1:111111111111:log-group:/g:*' } },
      ],
    };
    open(
      { Definition: { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'E' } } }, LoggingConfiguration },
      { offers: { logs } },
    );
    await bench.call('StartExecution', { stateMachineArn: machineArn('machine'), name: 'run' });
    await vi.waitFor(() => expect(lines).toHaveLength(2), 10_000);
    const [, group, stream, message] = /^(\S+) (\S+) (.*)$/.exec(lines[1] as string) ?? [];
    expect([group, stream]).toEqual([
      '/g',
      expect.stringMatching(/^states\/machine\/\d{4}(-\d\d){4}\/[0-9a-f]{8}$/),
    ]);
    expect(JSON.parse(message as string)).toEqual({
      id: '3',
      type: 'ExecutionFailed',
      details: { error: 'E' },
      redrive_count: '0',
      previous_event_id: '2',
      event_timestamp: expect.stringMatching(/^\d{13}$/),
      execution_arn: 'arn:aws:states:us-east-1:111111111111:execution:machine:run',
    });
  });
});
