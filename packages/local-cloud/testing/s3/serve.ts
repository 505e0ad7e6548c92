import { startTestCloud } from './cloud.ts';

// `node serve.ts DIRECTORY`: a local cloud of its own process, for tests that kill it; prints its environment.
const { env } = await startTestCloud(process.argv[2]);
process.stdout.write(`${JSON.stringify(env())}\n`);
