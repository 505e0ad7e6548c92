import type { StackResource } from '../account/stack.ts';
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

/** Deletes what an operation left over. What cannot be deleted stays, and is no longer the stack's. */
export async function cleanUp(
  run: StackRun,
  status: 'UPDATE_COMPLETE' | 'UPDATE_ROLLBACK_COMPLETE',
): Promise<void> {
  const { resources, onFailure, leftovers } = run.stack;
  const replaced = new Set(resources.map(({ logicalId }) => logicalId));
  const rolledBack = status === 'UPDATE_ROLLBACK_COMPLETE';
  const stays = ({ logicalId, deletionPolicy, updateReplacePolicy = 'Delete' }: StackResource): boolean => {
    if (rolledBack) return deletionPolicy === 'Retain' && !onFailure.retainExceptOnCreate;
    return (replaced.has(logicalId) ? updateReplacePolicy : deletionPolicy) !== 'Delete';
  };
  await removeAll(run, leftovers, stays);
  for (const left of run.stack.leftovers) run.store.retain(left);
  run.status(status, undefined, { leftovers: [], before: undefined });
}
