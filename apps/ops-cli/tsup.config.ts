import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { ops: 'src/main.ts' },
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  // Each command is a chunk with its own AWS clients: `ops --help` reads none of them.
  splitting: true,
  minify: true,
  clean: true,
  silent: true,
  // DuckDB is a library of machine code.
  noExternal: [/^(?!@duckdb\/)/],
  // Some CommonJS packages require Node's own modules.
  banner: {
    js: "import { createRequire as createRequireOfOps } from 'node:module';const require=createRequireOfOps(import.meta.url);",
  },
  esbuildOptions(options) {
    options.mainFields = ['module', 'main'];
  },
});
