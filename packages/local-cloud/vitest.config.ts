import { defineConfig } from 'vitest/config';

// As many threads as `local` has.
process.env.UV_THREADPOOL_SIZE = '128';

// Long enough for a machine that does other things as well: what takes this long hangs.
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 120_000 } });
