import type { Resource } from '../../assembly/assembly.ts';
import { arnOf } from '../../assembly/resource-type.ts';
import type { Call } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/** Where the registry of an account would be: here, where nobody takes an image, and not at AWS. */
export const addressOf = (endpoint: string): string => new URL(endpoint).host;

/** Repositories of the stacks, by name. */
export class Repositories {
  readonly kernel: Kernel;
  readonly startedAt: Date;
  readonly #repositories = new Map<string, Resource>();

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.startedAt = kernel.clock.now();
  }

  /** Takes a repository of a stack for the first time; throws where another one has its name. */
  create(repository: Resource): void {
    const { physicalId: name, stackName, logicalId } = repository;
    const other = this.#repositories.get(name);
    if (other && (other.stackName !== stackName || other.logicalId !== logicalId))
      throw new ServiceError(
        'RepositoryAlreadyExistsException',
        `The repository with name '${name}' already exists in the registry with id '${this.kernel.accountId}'`,
      );
    this.put(repository);
  }

  put(repository: Resource): void {
    this.#repositories.set(repository.physicalId, repository);
  }

  delete({ physicalId }: Resource): void {
    this.#repositories.delete(physicalId);
  }

  properties(name: string): Resource['properties'] | undefined {
    return this.#repositories.get(name)?.properties;
  }

  all(): Resource[] {
    return [...this.#repositories.values()];
  }

  /** The repository of a name, which the caller may ask about; throws RepositoryNotFoundException. */
  asked(name: string, { caller, operation }: Call, registryId?: string): Resource {
    const { kernel } = this;
    kernel.authorize(caller, `ecr:${operation}`, arnOf('ecr', kernel, `repository/${name}`));
    const found = this.#repositories.get(name);
    if (found && (registryId === undefined || registryId === kernel.accountId)) return found;
    throw new ServiceError(
      'RepositoryNotFoundException',
      `The repository with name '${name}' does not exist in the registry with id '${registryId ?? kernel.accountId}'`,
    );
  }
}
