import { defineConfig } from 'vitest/config';

// Long enough for a machine that does other things as well: what takes this long hangs.
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 120_000 } });
