import { setTimeout } from 'node:timers/promises';
import {
  BatchStopJobRunCommand,
  GetJobRunCommand,
  GlueClient,
  StartJobRunCommand,
} from '@aws-sdk/client-glue';
import { expect, test } from 'vitest';
import { role, templateCloud } from '../../../testing/template-cloud.ts';
import { systemClock } from '../../kernel/clock.ts';

test('a run that waits for 15 minutes is given up, and says why', async () => {
  const waited = Promise.withResolvers<void>();
  const clock = {
    ...systemClock,
    sleep: (ms: number, signal?: AbortSignal) =>
      ms === 15 * 60_000 ? waited.promise : systemClock.sleep(ms, signal),
  };
  const cloud = await templateCloud(
    {
      Role: role('glue.amazonaws.com', ['s3:GetObject']),
      Job: {
        Type: 'AWS::Glue::Job',
        Properties: {
          Name: 'wait',
          Command: { Name: 'pythonshell', PythonVersion: '3.9', ScriptLocation: 'jobs/wait.py' },
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          JobRunQueuingEnabled: true,
        },
      },
    },
    { 'jobs/wait.py': 'import time\ntime.sleep(600)\n' },
    clock,
  );
  try {
    const glue = new GlueClient(cloud.client);
    const start = () => glue.send(new StartJobRunCommand({ JobName: 'wait' }));
    const [first, second] = [await start(), await start()];
    const state = async () => {
      const { JobRun } = await glue.send(new GetJobRunCommand({ JobName: 'wait', RunId: second.JobRunId }));
      return [JobRun?.JobRunState, JobRun?.ErrorMessage];
    };
    expect(await state()).toEqual(['WAITING', undefined]);
    waited.resolve();
    while ((await state())[0] === 'WAITING') await setTimeout(10);
    expect(await state()).toEqual([
      'FAILED',
      expect.stringMatching(/^the run waited 15 minutes for other runs of wait/),
    ]);
    await glue.send(new BatchStopJobRunCommand({ JobName: 'wait', JobRunIds: [first.JobRunId ?? ''] }));
  } finally {
    await cloud.stop();
  }
});
