import { defineConfig } from 'vitest/config';

// One local cloud at a time: the machine's cores are what the runs share.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 300_000,
  },
});
