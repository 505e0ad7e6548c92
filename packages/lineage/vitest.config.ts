import { defineConfig } from 'vitest/config';

// The timeouts are for a machine that does other things as well: what takes this long hangs.
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 120_000 } });
