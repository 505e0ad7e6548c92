import type { OnFailure, StackResource } from '../account/stack.ts';
import type { StackRun } from './run.ts';

/** Deletes resources, those that were made last first; gives the logical ids of those that could not be. */
export async function removeAll(
  run: StackRun,
  resources: readonly StackResource[],
  stays: (resource: StackResource) => boolean,
): Promise<string[]> {
  const failed: string[] = [];
  for (const resource of resources.toReversed())
    if ((await run.remove(resource, stays(resource))) !== undefined) failed.push(resource.logicalId);
  return failed;
}

/** Of an operation that is undone: what it made goes unless it is to stay; what it took over was there before. */
export const staysAfterRollback = (
  { deletionPolicy, status }: StackResource,
  { retainExceptOnCreate }: OnFailure,
): boolean => status === 'IMPORT_COMPLETE' || (deletionPolicy === 'Retain' && !retainExceptOnCreate);

/** Deletes what an operation left over. What cannot be deleted stays, and is no longer the stack's. */
export async function cleanUp(
  run: StackRun,
  status: 'UPDATE_COMPLETE' | 'UPDATE_ROLLBACK_COMPLETE',
): Promise<void> {
  const { resources, onFailure, leftovers } = run.stack;
  const replaced = new Set(resources.map(({ logicalId }) => logicalId));
  const rolledBack = status === 'UPDATE_ROLLBACK_COMPLETE';
  const stays = (resource: StackResource): boolean => {
    const { logicalId, deletionPolicy, updateReplacePolicy = 'Delete' } = resource;
    if (rolledBack) return staysAfterRollback(resource, onFailure);
    return (replaced.has(logicalId) ? updateReplacePolicy : deletionPolicy) !== 'Delete';
  };
  await removeAll(run, leftovers, stays);
  for (const left of run.stack.leftovers) run.store.retain(left);
  run.status(status, undefined, { leftovers: [], before: undefined });
}
