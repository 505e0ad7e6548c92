/** How the bundle of a function is made. Everything is in it: what runs is what was tested, whatever SDK the runtime has. */
export default {
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
};
