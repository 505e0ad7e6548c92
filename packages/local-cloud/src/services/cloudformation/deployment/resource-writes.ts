import { randomUUID } from 'node:crypto';
import type { Resource } from '../../../assembly/assembly.ts';
import type { Owner } from '../../../assembly/resource-type.ts';
import type { Caller } from '../../../aws/call.ts';
import { ServiceError } from '../../../aws/errors.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { StackResource } from '../account/stack.ts';
import { checkPermissions, type Handler } from './permissions.ts';

/** What the registry's handlers call the failures of services. */
const HANDLER_ERRORS: Readonly<Record<string, string>> = {
  AccessDenied: 'AccessDenied',
  AccessDeniedException: 'AccessDenied',
  BucketNotEmpty: 'GeneralServiceException',
};

/** AWS's sentence for what a handler fails with. */
function handlerMessage(error: unknown): string {
  const code =
    error instanceof ServiceError
      ? (HANDLER_ERRORS[error.code] ?? 'InvalidRequest')
      : 'GeneralServiceException';
  const { message } = error as Error;
  return `Resource handler returned message: "${message}" (RequestToken: ${randomUUID()}, HandlerErrorCode: ${code})`;
}

type Written = Resource & Pick<StackResource, 'provider'>;

/** A handler of a resource has failed, in AWS's words. */
export class HandlerFailed extends Error {}

/** Of a function that is not there. */
const NOBODY: Owner = {
  create: () => undefined,
  update: () => undefined,
  delete: () => undefined,
  read: () => undefined,
};

/** Creates, updates and deletes resources as a caller who has to be allowed to. */
export class ResourceWrites {
  readonly #kernel: Kernel;
  /** `<stack>/<logical id>` of resources whose next write fails. */
  readonly #failing = new Set<string>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Lets the next write of a resource fail, for who wants to see what becomes of the deployment. */
  failOnce(place: string): void {
    this.#failing.add(place);
  }

  /** Throws HandlerFailed unless the caller may do what the handler does. */
  check(caller: Caller, handler: Handler, resource: Written): void {
    try {
      checkPermissions(this.#kernel, caller, handler, resource);
    } catch (error) {
      throw new HandlerFailed(handlerMessage(error));
    }
  }

  /** Of a resource that was checked: what was not allowed to be made is not there to be deleted. */
  create(resource: Written): Promise<void> {
    return this.#write('create', resource, (owner) => owner.create(resource));
  }

  update(caller: Caller, resource: Written, old: StackResource): Promise<void> {
    return this.#write('update', resource, (owner) => {
      checkPermissions(this.#kernel, caller, 'update', resource);
      return owner.update(resource, old);
    });
  }

  delete(caller: Caller, resource: Written): Promise<void> {
    return this.#write('delete', resource, (owner) => {
      checkPermissions(this.#kernel, caller, 'delete', resource);
      return owner.delete(resource);
    });
  }

  async #write(
    handler: Handler,
    resource: Written,
    write: (owner: Owner) => Promise<void> | void,
  ): Promise<void> {
    try {
      const place = `${resource.stackName}/${resource.logicalId}`;
      if (this.#failing.delete(place)) throw new Error(`${handler} of ${place} was told to fail`);
      await write(resource.provider === true ? NOBODY : this.#kernel.ownerOf(resource.type));
    } catch (error) {
      throw new HandlerFailed(handlerMessage(error));
    }
  }
}
