import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { App } from 'aws-cdk-lib';

/** Synthesizes into a folder, whole or not at all: readers see the old assembly or the new one. */
export function writeAssembly(create: (outdir: string) => App, target: string): void {
  const [partial, old] = [`${target}.partial-${process.pid}`, `${target}.old-${process.pid}`];
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(dirname(target), { recursive: true });
  create(partial).synth();
  try {
    renameSync(target, old);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  renameSync(partial, target);
  rmSync(old, { recursive: true, force: true });
}
