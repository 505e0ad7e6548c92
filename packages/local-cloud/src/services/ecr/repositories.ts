import type { Resource } from '../../assembly/assembly.ts';
import { arnOf } from '../../assembly/resource-type.ts';
import type { Call } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import { Deployed } from '../../kernel/deployed.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/** Where the registry of an account would be: here, where nobody takes an image, and not at AWS. */
export const addressOf = (endpoint: string): string => new URL(endpoint).host;

/** Repositories of the stacks, by name. */
export class Repositories {
  readonly kernel: Kernel;
  readonly startedAt: Date;
  readonly held = new Deployed((repository) => repository);

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.startedAt = kernel.clock.now();
  }

  /** The repository of a name, which the caller may ask about; throws RepositoryNotFoundException. */
  asked(name: string, { caller, operation }: Call, registryId?: string): Resource {
    const { kernel } = this;
    kernel.authorize(caller, `ecr:${operation}`, arnOf('ecr', kernel, `repository/${name}`));
    const found = this.held.get(name);
    if (found && (registryId === undefined || registryId === kernel.accountId)) return found;
    throw new ServiceError(
      'RepositoryNotFoundException',
      `The repository with name '${name}' does not exist in the registry with id '${registryId ?? kernel.accountId}'`,
    );
  }
}
