import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the tests leave in the temporary folder goes with them. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'ops-cli-'));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
