import { entered, history, jobSubmitted, started } from '@tlc-elt/executions/made-up-history';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFakeAws } from '../../../test/fake-aws.ts';
import { createTables } from '../../../test/local-loads.ts';
import { type LocalStage, startLocalStage } from '../../../test/local-stage.ts';
import { cloneWith, ops } from '../../../test/ops.ts';
import { deploy, executions } from '../../../test/stage.ts';
import type { Result as Status } from '../status/run.ts';

let stage: LocalStage;
beforeAll(async () => {
  stage = await startLocalStage();
  await createTables(stage);
  await stage.ops('run', '2030-05', '--force', '--no-wait');
}, 60_000);
afterAll(() => stage?.stop());

test('run says of a waiting month that it is published, and what lets it look', async () => {
  expect((await stage.ops('run', '2030-05', '--no-wait')).stderr).not.toContain('published now');
  stage.publish('yellow_tripdata_2030-05.parquet', 'PAR1');
  const { code, stderr } = await stage.ops('run', '2030-05', '--no-wait');
  expect(stderr).toMatch(/note: 2030-05 is published now; .* ops wake yellow-2030-05-r1 lets the run look\n/);
  expect(code).toBe(4);
  const several = await stage.ops('run', '2030-05..2030-05', '--no-wait');
  expect(several.stderr).toMatch(
    /2030-05 is published now; .* ops wake yellow-2030-05-r1 lets the run look\n/,
  );
});

test('a run that waits gives way to another of the same input, by month and by name', async () => {
  const { code, stdout } = await stage.ops('wake', '2030-05');
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(
      /^yellow-2030-05-r2 looks now, in the place of yellow-2030-05-r1\nnext: {2}.* ops run 2030-05\n$/,
    ),
  ]);
  await stage.ops('wake', 'yellow-2030-05-r2');
  const { executions } = JSON.parse((await stage.ops('status', '2030-05', '--json')).stdout) as Status;
  expect(executions.map(({ name, status, error }) => [name, status, error])).toEqual([
    ['yellow-2030-05-r3', 'RUNNING', null],
    ['yellow-2030-05-r2', 'ABORTED', 'Woken'],
    ['yellow-2030-05-r1', 'ABORTED', 'Woken'],
  ]);
  const { stdout: shown } = await stage.ops('status');
  expect(shown).toMatch(/yellow-2030-05-r2 .* gave way to a run that looked at once /);
  // It was started with --force, as the first one was.
  expect((await stage.ops('run', '2030-05', '--force', '--no-wait')).stderr).not.toContain('without --force');
});

test('a run that has ended, and one that works, wait for nothing', async () => {
  const ended = await stage.ops('wake', 'yellow-2030-05-r1');
  expect([ended.code, ended.stderr]).toEqual([
    1,
    expect.stringMatching(/^error: yellow-2030-05-r1 waits for nothing: it is ABORTED\n/),
  ]);
  const fake = await startFakeAws();
  deploy(fake);
  const events = history(started(), entered('IngestRaw'), jobSubmitted('t', 'jr'));
  executions(fake, [{ name: 'yellow-2024-09-r1', status: 'RUNNING', events }]);
  const { code, stderr } = await ops(['wake', '2024-09'], { root: cloneWith(fake.url) });
  await fake.close();
  expect([code, stderr]).toEqual([
    1,
    'error: yellow-2024-09-r1 waits for nothing: it works\nnext:  npx -y pnpm@12.21.0 ops logs yellow-2024-09-r1 --follow\n',
  ]);
});
