import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  InvalidArn,
  InvalidDefinition,
  InvalidName,
  ListTagsForResourceCommand,
  MissingRequiredParameter,
  type SFNClient,
  StartExecutionCommand,
  StateMachineAlreadyExists,
  StateMachineDoesNotExist,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serve } from '../../../../testing/states/serve.ts';
import { machineArn, ROLE, StatesBench } from '../../../../testing/states/states-kernel.ts';

const passing = (Result: unknown): string =>
  JSON.stringify({ StartAt: 'P', States: { P: { Type: 'Pass', Result, End: true } } });
const TEMPLATE = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
const stateMachineArn = machineArn('mine');

let directory: string;
let bench: StatesBench;
let client: SFNClient;
let close: () => Promise<void>;

async function open(): Promise<void> {
  bench = new StatesBench({ directory, machines: { template: TEMPLATE } });
  await bench.service.start?.();
  ({ client, close } = await serve(bench));
}

async function end(): Promise<void> {
  await close();
  await bench.service.stop?.();
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'states-'));
  await open();
});

afterEach(async () => {
  await end();
  rmSync(directory, { recursive: true });
});

const create = (definition = passing(1), more = {}) =>
  client.send(new CreateStateMachineCommand({ name: 'mine', definition, roleArn: ROLE, ...more }));

async function output(): Promise<unknown> {
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }));
  for (;;) {
    const described = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (described.status !== 'RUNNING') return described.output;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Answers as recorded on AWS by localstack/localstack, v2/test_sfn_api and v2/test_sfn_api_tagging. */
describe('state machines of clients', () => {
  it('are created, run, updated and deleted, and outlive a restart', async () => {
    const created = await create(passing(1), {
      loggingConfiguration: { level: 'ERROR', includeExecutionData: true },
      tracingConfiguration: { enabled: true },
      tags: [{ key: 'a', value: '1' }],
    });
    expect(created.stateMachineArn).toBe(stateMachineArn);
    expect(await output()).toBe('1');
    const first = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect([first.revisionId, first.loggingConfiguration, first.tracingConfiguration]).toEqual([
      undefined,
      { level: 'ERROR', includeExecutionData: true },
      { enabled: true },
    ]);
    const definition = passing(2);
    const updated = await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
    const again = await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
    expect(again.revisionId).toBe(updated.revisionId);
    await end();
    await open();
    expect(await output()).toBe('2');
    const second = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect([second.revisionId, second.creationDate, second.definition]).toEqual([
      updated.revisionId,
      created.creationDate,
      definition,
    ]);
    await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await expect(client.send(new DescribeStateMachineCommand({ stateMachineArn }))).rejects.toThrow(
      StateMachineDoesNotExist,
    );
    await end();
    await open();
    await expect(client.send(new StartExecutionCommand({ stateMachineArn }))).rejects.toThrow(
      StateMachineDoesNotExist,
    );
  });

  it('are the same for the same request, and exist already for any other', async () => {
    const first = await create();
    expect((await create()).creationDate).toEqual(first.creationDate);
    await expect(create(passing(2))).rejects.toThrow(StateMachineAlreadyExists);
    await expect(create(passing(2))).rejects.toThrow(`State Machine Already Exists: '${stateMachineArn}'`);
  });

  it('are refused with the reason', async () => {
    await expect(create('{"StartAt":"P"}')).rejects.toThrow(InvalidDefinition);
    await expect(create('{"StartAt":"P"}')).rejects.toThrow(
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /'",
    );
    await expect(create(passing(1), { name: 'a b' })).rejects.toThrow(InvalidName);
    await expect(create(passing(1), { name: 'x'.repeat(81) })).rejects.toThrow(
      `Value '${'x'.repeat(81)}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80`,
    );
    await expect(create(passing(1), { roleArn: 'not_a_role' })).rejects.toThrow(InvalidArn);
    await expect(create(passing('x'.repeat(1_048_576)))).rejects.toThrow(
      'Member must have length less than or equal to 1048576',
    );
    await expect(create(passing(1), { type: 'EXPRESS' })).rejects.toThrow(
      'The state machine type EXPRESS is not supported by the local cloud',
    );
    await expect(create(passing(1), { publish: true })).rejects.toThrow(
      'Versions of state machines (publish) is not supported by the local cloud',
    );
  });

  it('are described without their definition where only metadata is wanted', async () => {
    await create();
    const described = await client.send(
      new DescribeStateMachineCommand({ stateMachineArn, includedData: 'METADATA_ONLY' }),
    );
    expect([described.name, described.definition]).toEqual(['mine', '{}']);
  });

  it('have no versions and aliases', async () => {
    await create();
    await expect(
      client.send(new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}:prod` })),
    ).rejects.toThrow("The version or alias 'prod' of a state machine is not supported by the local cloud");
  });

  it('need something to update', async () => {
    await create();
    await expect(client.send(new UpdateStateMachineCommand({ stateMachineArn }))).rejects.toThrow(
      MissingRequiredParameter,
    );
  });

  it('of the template are changed by the template only', async () => {
    const template = { stateMachineArn: machineArn('template') };
    await expect(
      client.send(new UpdateStateMachineCommand({ ...template, definition: passing(1) })),
    ).rejects.toThrow("which the assembly's template holds, is not supported by the local cloud");
    await expect(client.send(new DeleteStateMachineCommand(template))).rejects.toThrow(
      "which the assembly's template holds, is not supported by the local cloud",
    );
  });

  it('are tagged and untagged, the newest value of a key counts', async () => {
    await create();
    const resourceArn = stateMachineArn;
    const tags = [
      { key: 'key1', value: 'value1' },
      { key: 'key2', value: '' },
    ];
    await client.send(new TagResourceCommand({ resourceArn, tags }));
    await client.send(new TagResourceCommand({ resourceArn, tags: [{ key: 'key1', value: 'new' }] }));
    await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['key2', 'none'] }));
    await end();
    await open();
    const { tags: kept } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(kept).toEqual([{ key: 'key1', value: 'new' }]);
    const many = Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: '' }));
    await expect(client.send(new TagResourceCommand({ resourceArn, tags: many }))).rejects.toMatchObject({
      name: 'TooManyTags',
    });
    await expect(
      client.send(new TagResourceCommand({ resourceArn: `${resourceArn}x`, tags })),
    ).rejects.toMatchObject({ name: 'ResourceNotFound' });
  });
});
