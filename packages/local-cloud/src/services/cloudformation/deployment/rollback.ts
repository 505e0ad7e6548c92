import { asKnown, type Contents, nameOf, type StackResource } from '../account/stack.ts';
import { canonical } from '../plan/comparison.ts';
import { cleanUp, removeAll } from './cleanup.ts';
import { HandlerFailed } from './resource-writes.ts';
import type { StackRun } from './run.ts';

const key = (resource: StackResource): string => `${resource.logicalId} ${nameOf(resource)}`;

/** Of a resource whose operation is undone: one that the operation created goes, unless it is to stay. */
const staysAfterRollback = ({ deletionPolicy }: StackResource, retainExceptOnCreate: boolean): boolean =>
  deletionPolicy === 'Retain' && !retainExceptOnCreate;

/** Deletes what the creation of a stack has made. */
export async function rollBackCreation(run: StackRun): Promise<void> {
  const { onFailure, resources } = run.stack;
  const failed = await removeAll(run, resources, (one) =>
    staysAfterRollback(one, onFailure.retainExceptOnCreate),
  );
  if (failed.length > 0)
    run.status('ROLLBACK_FAILED', `The following resource(s) failed to delete: [${failed.join(', ')}]. `);
  else run.status('ROLLBACK_COMPLETE', undefined, { outputs: [], imports: [], leftovers: [] });
}

/** Brings a stack back to what it was before an update. `skipped`: logical ids that are left as they are. */
export async function rollBackUpdate(
  run: StackRun,
  before: Contents,
  skipped: readonly string[] = [],
): Promise<void> {
  goBackTo(run, before);
  const failed: string[] = [];
  for (const wanted of before.resources) {
    await run.pause();
    if (!(await reverted(run, wanted, skipped))) failed.push(wanted.logicalId);
  }
  if (failed.length > 0) {
    run.status(
      'UPDATE_ROLLBACK_FAILED',
      `The following resource(s) failed to update: [${failed.join(', ')}]. `,
    );
    return;
  }
  run.status('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', undefined, {
    ...before,
    resources: run.stack.resources,
  });
  await cleanUp(run, 'UPDATE_ROLLBACK_COMPLETE');
}

/** What the update made is left over; what it replaced or took out is there again, as it is now. */
function goBackTo(run: StackRun, before: Contents): void {
  const { resources, leftovers } = run.stack;
  const all = new Map([...leftovers, ...resources].map((one) => [key(one), one]));
  const kept = new Set(before.resources.map(key));
  run.change({
    resources: before.resources.map((one) => all.get(key(one)) ?? one),
    leftovers: [...all.values()].filter((one) => !kept.has(key(one))),
  });
}

/** Whether the resource is what it was. */
async function reverted(run: StackRun, wanted: StackResource, skipped: readonly string[]): Promise<boolean> {
  const now = run.stack.resources.find(({ logicalId }) => logicalId === wanted.logicalId) ?? wanted;
  const touched = canonical({ ...now, changedAt: 0 }) !== canonical({ ...wanted, changedAt: 0 });
  if (!touched) return true;
  if (skipped.includes(wanted.logicalId)) {
    run.put(wanted, 'UPDATE_COMPLETE', 'Resource skipped during UpdateRollback');
    return true;
  }
  run.put(now, 'UPDATE_IN_PROGRESS');
  try {
    await run.writes.update(run.caller, wanted, asKnown(now));
  } catch (error) {
    if (!(error instanceof HandlerFailed)) throw error;
    run.put(now, 'UPDATE_FAILED', error.message);
    return false;
  }
  run.put(wanted, 'UPDATE_COMPLETE');
  return true;
}
