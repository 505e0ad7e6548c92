import { defineConfig } from 'vitest/config';

// No test changes what another file sees (the process, modules): one worker can run many files, and loads AWS's SDK once.
// The timeouts are for a machine that does other things as well: what takes this long hangs.
export default defineConfig({
  test: {
    globalSetup: './test/temporary-folder.ts',
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
