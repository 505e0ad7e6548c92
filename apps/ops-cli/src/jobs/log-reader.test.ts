import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FakeAws, startFakeAws } from '../../test/fake-aws.ts';
import { jobLogs } from '../../test/glue.ts';
import type { Runtime } from '../runtime.ts';
import { JobLogReader } from './log-reader.ts';

let fake: FakeAws;
let runtime: Pick<Runtime, 'client' | 'signal'>;
beforeAll(async () => {
  fake = await startFakeAws();
  const credentials = { accessKeyId: 'k', secretAccessKey: 's' };
  runtime = {
    client: (Client) => new Client({ endpoint: fake.url, region: 'us-east-1', credentials }),
    signal: new AbortController().signal,
  };
});
afterAll(() => fake.close());

const job = { state: 'TransformTrips', jobName: 'transform', id: 'jr_1', ended: true };
const messages = async (reader: JobLogReader) => (await reader.read()).map(({ message }) => message);

test.each([
  ['/aws-glue/python-jobs', 'jr_1'],
  ['/aws-glue/jobs', 'jr_1'],
  ['/aws-glue/jobs', 'jr_1-driver'],
])(
  'the log of a run is found in %s by the stream %s, and read on from where it ended',
  async (group, stream) => {
    const logs = { output: ['one'], error: ['two'] };
    jobLogs(fake, { [stream]: logs }, group);
    const reader = new JobLogReader(runtime as Runtime, job);
    expect(await messages(reader)).toEqual(['one', 'two']);
    logs.error.push('three');
    expect(await messages(reader)).toEqual(['three']);
  },
);
