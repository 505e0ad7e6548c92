import { removeAll } from './cleanup.ts';
import { exportProblem } from './exports.ts';
import type { StackRun } from './run.ts';

/** Deletes a stack. `retained`: logical ids of resources that stay; `force`: what cannot be deleted stays too. */
export async function remove(run: StackRun, retained: readonly string[], force = false): Promise<void> {
  run.status('DELETE_IN_PROGRESS', 'User Initiated');
  const problem = exportProblem(run.store, run.stack.id, []);
  if (problem !== undefined) return run.status('DELETE_FAILED', problem);
  const { resources, leftovers } = run.stack;
  const failed = await removeAll(
    run,
    [...resources, ...leftovers],
    ({ logicalId, deletionPolicy }) => deletionPolicy !== 'Delete' || retained.includes(logicalId),
  );
  if (failed.length > 0 && !force)
    return run.status(
      'DELETE_FAILED',
      `The following resource(s) failed to delete: [${failed.join(', ')}]. `,
    );
  for (const left of [...run.stack.resources, ...run.stack.leftovers]) await run.remove(left, true);
  run.status('DELETE_COMPLETE', undefined, {
    deletedAt: run.now(),
    outputs: [],
    imports: [],
    before: undefined,
  });
}
