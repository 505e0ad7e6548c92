import { setTimeout as sleep } from 'node:timers/promises';
import { killGroup, startOf } from '../kernel/children.ts';
import { administer } from './administer.ts';
import type { Place } from './place.ts';
import { foldersOf, runningRecord } from './record.ts';

/** How long a local cloud may take to end before it is killed. */
const PATIENCE_MS = 10_000;

/** Ends a stage's local cloud and all that it started; its state stays. Gives whether there was one. */
export async function down(place: Place, stage: string): Promise<boolean> {
  const record = runningRecord(foldersOf(place.localDir, stage));
  if (!record) return false;
  await administer(record, 'POST', 'stop').catch(() => undefined);
  for (let waited = 0; startOf(record.pid) === record.processStart; waited += 50) {
    if (waited === PATIENCE_MS) killGroup(record.pid, 'SIGKILL');
    if (waited > 2 * PATIENCE_MS)
      throw new Error(`the process ${record.pid} does not end: \`kill -9 ${record.pid}\``);
    await sleep(50);
  }
  return true;
}
