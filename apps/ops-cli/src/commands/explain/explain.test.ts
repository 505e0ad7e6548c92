import { pipelineErrors } from '@tlc-elt/contracts';
import { expect, test } from 'vitest';
import { cloneWith, ops } from '../../../test/ops.ts';
import { localCloudErrors } from '../../executions/local-cloud-errors.ts';
import type { Result } from './run.ts';

const root = cloneWith(undefined);

test('an error: whether a retry helps, what it means, what to type', async () => {
  expect(await ops(['explain', 'LoadConflict'], { root })).toEqual({
    code: 0,
    stdout: `LoadConflict (a retry helps)
Another transaction held or changed the tables through every try of the load.
next:  Wait for the other run (\`npx -y pnpm@12.21.0 ops status\`), then \`npx -y pnpm@12.21.0 ops run MONTH\`.
`,
    stderr: '',
  });
});

test('without a name every error of the contract and of the local cloud, and JSON has the contract’s own words', async () => {
  const { stdout } = await ops(['explain', '--json'], { root });
  const { errors } = JSON.parse(stdout) as Result;
  expect(Object.fromEntries(errors.map(({ error, ...contract }) => [error, contract]))).toEqual({
    ...pipelineErrors,
    ...localCloudErrors,
  });
});

test('an error that only the local cloud has', async () => {
  expect(await ops(['explain', 'LocalCloud.Restarted'], { root })).toEqual({
    code: 0,
    stdout: `LocalCloud.Restarted (a retry helps)
The local cloud was ended while a job of the run worked, and the run ended with it.
next:  Run the month again: \`npx -y pnpm@12.21.0 ops run MONTH\`.
`,
    stderr: '',
  });
});

test.each(['constructor', '__proto__', 'toString'])(
  'a name that every object has, %s, is none',
  async (name) => {
    expect((await ops(['explain', name], { root })).code).toBe(2);
  },
);

test('a name that is none', async () => {
  const { code, stderr } = await ops(['explain', 'Oops'], { root });
  expect([code, stderr.split('\n')[0]]).toEqual([2, 'error: there is no error "Oops" of the pipeline']);
});
