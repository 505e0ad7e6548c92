import { defineConfig } from 'vitest/config';

// A run waits about half of its time, so two files at a time fill two cores.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 300_000,
  },
});
