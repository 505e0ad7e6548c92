import { runCdk } from '../src/deploy/cdk.ts';

// `pnpm cdk …`: the CDK's command line.
process.exitCode = await runCdk(process.argv.slice(2));
