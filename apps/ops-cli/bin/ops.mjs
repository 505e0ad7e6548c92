#!/usr/bin/env node
// Plain JavaScript, so that an older Node can still say what is wrong.
import { existsSync, readdirSync, statSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const runsTypeScript = major > 22 || (major === 22 && minor >= 18);
const bundle = new URL('../dist/ops.js', import.meta.url);

/** Whether a source is younger than the bundle: what somebody has just changed is what he wants to run. */
function isStale() {
  const built = statSync(bundle).mtimeMs;
  return ['../src', '../../../packages/contracts/src'].some((folder) => {
    const path = fileURLToPath(new URL(folder, import.meta.url));
    return readdirSync(path, { recursive: true, withFileTypes: true }).some(
      (file) => file.isFile() && statSync(join(file.parentPath, file.name)).mtimeMs > built,
    );
  });
}

const built = existsSync(bundle) && !(runsTypeScript && isStale());
if (major < 20) {
  console.error(
    `ops needs Node 20 or newer and runs on ${process.versions.node}: \`npx -y pnpm@12.21.0 ops …\` runs it on the Node 24 that pnpm installs into the clone`,
  );
  process.exitCode = 2;
} else if (!built && !runsTypeScript) {
  console.error('ops is not built yet: `npx -y pnpm@12.21.0 build`, then the same command again');
  process.exitCode = 2;
} else {
  module.enableCompileCache?.(fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url)));
  // From source in a clone that was not built yet: slower to start, otherwise the same.
  const { start } = await import(built ? bundle.href : '../src/main.ts');
  await start();
}
