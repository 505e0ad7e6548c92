// Plain JavaScript, so that an older Node can still say what is wrong.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `start needs Node 22.18 or newer and runs on ${process.versions.node}: pnpm installs Node 24 into node_modules for its scripts, ` +
      'so start it by `npx -y pnpm@12.21.0 start` and not by `node`; if you did, its download failed: run `npx -y pnpm@12.21.0 install` and read what it says about the package "node-…" of your machine',
  );
  process.exitCode = 2;
} else {
  const { start } = await import('../src/start.ts');
  process.exitCode = await start({
    argv: process.argv.slice(2),
    env: process.env,
    out: (text) => process.stdout.write(text),
    say: (line) => process.stderr.write(`${line}\n`),
  });
}
