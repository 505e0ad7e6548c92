import { defineConfig } from 'tsup';

// Everything is bundled: what runs is what was tested, whatever SDK the runtime has.
export default defineConfig({
  entry: ['src/index.ts'],
  format: ['cjs'],
  target: 'node24',
  platform: 'node',
  noExternal: [/.*/],
  minify: true,
  clean: true,
  silent: true,
  outDir: 'dist',
  outExtension: () => ({ js: '.js' }),
});
