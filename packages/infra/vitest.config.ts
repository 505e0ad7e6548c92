import { defineConfig } from 'vitest/config';

// The CDK's own validation takes longer than all else of a synthesis, and only warns: cdk-validation.test.ts asks for it.
process.env.CDK_VALIDATION ??= 'false';

// No test changes what another file sees (the process, modules): one worker can run many files, and loads the CDK once.
export default defineConfig({
  test: {
    globalSetup: ['test/synthesize-once.ts'],
    isolate: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
