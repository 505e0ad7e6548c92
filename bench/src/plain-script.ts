import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ended } from '@tlc-elt/testing';
import { timed } from './command.ts';
import { plain } from './place.ts';

export const MODULES = ['boto3==1.42.97', 'duckdb==1.4.5'];

/** Runs a plain script with a working folder of its own. */
export async function plainScript(
  python: string,
  name: string,
  env: NodeJS.ProcessEnv,
  args: (work: string) => readonly string[],
): Promise<Ended> {
  const work = mkdtempSync(join(tmpdir(), 'plain-'));
  return timed(python, [plain(name), ...args(work)], env).finally(() => rmSync(work, { recursive: true }));
}
