import type { Resource } from '../../../assembly/assembly.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { type Contents, isInProgress, type Stack, type StackResource } from '../account/stack.ts';
import type { StackStore } from '../account/store.ts';
import { isGone } from '../plan/existence.ts';
import { cleanUp } from './cleanup.ts';
import type { Deployments } from './deployments.ts';
import { remove } from './remove.ts';
import { rollBackCreation, rollBackUpdate } from './rollback.ts';
import type { StackRun } from './run.ts';

/** Half made, never made, or a function that is not there: nothing to bring again. */
const isUnmade = ({ status, physicalId, provider }: StackResource): boolean =>
  provider === true || physicalId === '' || /^CREATE_(IN_PROGRESS|FAILED)$/.test(status);

/** Brings every resource of the account again, as it was last, and ends the operations that were interrupted. */
export async function restore(kernel: Kernel, store: StackStore, deployments: Deployments): Promise<void> {
  const held = store
    .present()
    .flatMap(({ resources, leftovers }) => [...leftovers, ...resources].filter((one) => !isUnmade(one)));
  for (const resource of [...store.retained(), ...held]) await bring(kernel, resource);
  for (const stack of store.present().filter(isInProgress)) await deployments.resume(stack, resumed(stack));
}

/** Custom resources act in deployments only; what a client has deleted stays so. */
async function bring(kernel: Kernel, resource: Resource): Promise<void> {
  if (resource.type.startsWith('Custom::') || isGone(kernel, resource)) return;
  await kernel.ownerOf(resource.type).update(resource, resource);
}

/** AWS would go on with the operation; here it is undone, or ended where nothing is left to decide. */
function resumed({ status, before, onFailure }: Stack): (run: StackRun) => Promise<void> {
  const because = 'The local cloud ended while the operation went on. ';
  return async (run) => {
    switch (status) {
      case 'CREATE_IN_PROGRESS':
        if (onFailure.ending === 'DO_NOTHING') return run.status('CREATE_FAILED', because);
        run.status('ROLLBACK_IN_PROGRESS', because);
        return rollBackCreation(run);
      case 'ROLLBACK_IN_PROGRESS':
        return rollBackCreation(run);
      case 'UPDATE_IN_PROGRESS':
        if (onFailure.ending === 'DO_NOTHING') return run.status('UPDATE_FAILED', because);
        run.status('UPDATE_ROLLBACK_IN_PROGRESS', because);
        return rollBackUpdate(run, before as Contents);
      case 'UPDATE_ROLLBACK_IN_PROGRESS':
        return rollBackUpdate(run, before as Contents);
      case 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS':
        return cleanUp(run, 'UPDATE_COMPLETE');
      case 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS':
        return cleanUp(run, 'UPDATE_ROLLBACK_COMPLETE');
      default:
        return remove(run, []);
    }
  };
}
