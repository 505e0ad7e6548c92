import { defineConfig } from 'vitest/config';

// No test changes what another file sees (the process, modules): one worker can run many files, and loads AWS's SDK once.
export default defineConfig({ test: { isolate: false } });
