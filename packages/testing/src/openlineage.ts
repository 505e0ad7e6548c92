import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pythonTools } from './python-tools.ts';

const home = join(import.meta.dirname, '../openlineage');

/** Installs OpenLineage's own client, where it is not there yet: for a `beforeAll`, since it may take minutes. */
export const openLineageClient = (): string =>
  join(pythonTools(join(home, 'requirements.txt'), join(home, '.venv-openlineage')), 'python');

/** What OpenLineage's own client says is wrong with events, as newline-delimited JSON; it must have seen `events` of them. */
export function openLineageProblems(lines: string): {
  readonly events: number;
  readonly problems: readonly string[];
} {
  const { stdout, stderr, status } = spawnSync(openLineageClient(), [join(home, 'check.py')], {
    input: lines,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`openlineage/check.py ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as { events: number; problems: string[] };
}
