import { randomUUID } from 'node:crypto';
import type { Resource } from '../../../assembly/assembly.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { nameOf } from '../account/stack.ts';
import type { StackStore } from '../account/store.ts';

/** ARN of the stack that has a resource of this name. */
const holderOf = (store: StackStore, resource: Resource): string | undefined =>
  store
    .present()
    .find(({ resources, leftovers }) =>
      [...resources, ...leftovers].some(
        (one) => one.status !== 'CREATE_FAILED' && nameOf(one) === nameOf(resource),
      ),
    )?.id;

/** A type that changes nothing here keeps nothing that could be there already. */
function isThere(kernel: Kernel, resource: Resource): boolean {
  const { works } = kernel.resourceTypes()[resource.type] ?? {};
  return (
    works !== 'all' &&
    !resource.type.startsWith('Custom::') &&
    kernel.ownerOf(resource.type).read(resource) !== undefined
  );
}

/** Whether a client has deleted what a stack made: known only of what its service keeps. */
export const isGone = (kernel: Kernel, resource: Resource): boolean =>
  kernel.resourceTypes()[resource.type]?.lasting === true &&
  kernel.ownerOf(resource.type).read(resource) === undefined;

/** Whether a resource of this name is there and in no stack: retained, or made by a client. */
export const isStray = (kernel: Kernel, store: StackStore, resource: Resource): boolean =>
  holderOf(store, resource) === undefined &&
  !isGone(kernel, resource) &&
  (store.retained().some((one) => nameOf(one) === nameOf(resource)) || isThere(kernel, resource));

/** Why a resource of this name cannot be created; undefined where it can. */
export function nameTaken(kernel: Kernel, store: StackStore, resource: Resource): string | undefined {
  const holder = holderOf(store, resource);
  if (holder !== undefined) return `${resource.physicalId} already exists in stack ${holder}`;
  return isStray(kernel, store, resource)
    ? `Resource of type '${resource.type}' with identifier '${resource.physicalId}' already exists. (RequestToken: ${randomUUID()}, HandlerErrorCode: AlreadyExists)`
    : undefined;
}
