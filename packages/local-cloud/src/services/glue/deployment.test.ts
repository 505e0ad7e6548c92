import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetJobCommand, GlueClient, ListJobsCommand } from '@aws-sdk/client-glue';
import { expect, test } from 'vitest';
import { type Resources, role, templateCloud } from '../../../testing/template-cloud.ts';

const job = (Name: string, more: Record<string, unknown> = {}): Resources[string] => ({
  Type: 'AWS::Glue::Job',
  Properties: {
    Name,
    Command: { Name: 'glueetl', ScriptLocation: 's3://scripts/etl.py' },
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    ...more,
  },
});
const Role = role('glue.amazonaws.com', []);

test('jobs are what the stacks say now', async () => {
  const first = await templateCloud({ Role, Kept: job('kept', { Timeout: 3 }), Gone: job('gone') });
  const next = { Role, Kept: job('kept', { WorkerType: 'G.2X', NumberOfWorkers: '5' }), New: job('new') };
  writeFileSync(join(first.folder, 'assembly/stack.json'), JSON.stringify({ Resources: next }));
  const cloud = await first.restart();
  const glue = new GlueClient(cloud.client);
  const { JobNames } = await glue.send(new ListJobsCommand({}));
  const { Job } = await glue.send(new GetJobCommand({ JobName: 'kept' }));
  await cloud.stop();
  expect(JobNames).toEqual(['kept', 'new']);
  expect(Job).toMatchObject({ Timeout: 2880, WorkerType: 'G.2X', NumberOfWorkers: 5, MaxCapacity: 10 });
});

test('a job that would have to be ignored in part does not start the local cloud', async () => {
  await expect(templateCloud({ Role, Retried: job('retried', { MaxRetries: 1 }) })).rejects.toThrow(
    'stack/Retried (AWS::Glue::Job): MaxRetries (retries belong into the workflow) is not supported by the local cloud',
  );
});
