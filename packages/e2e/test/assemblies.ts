import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for the assemblies of all test files; workers of vitest are ended without a word, so it is removed here. */
export default function assemblies(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'tlc-assemblies-'));
  process.env.TLC_E2E_ASSEMBLIES = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
