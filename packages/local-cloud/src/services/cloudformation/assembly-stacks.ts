import { join } from 'node:path';
import type { Assembly, LoadedStack, Resource } from '../../assembly/assembly.ts';
import { providersOf } from '../../assembly/custom-resources.ts';
import { withPlainNumbers } from '../../aws/written-number.ts';
import { readJson, writeJson } from '../../disk/json-file.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/** A stack of the assembly as it is deployed. */
export interface AssemblyStack extends LoadedStack {
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Epoch milliseconds; absent while it is as it was created. */
  readonly updatedAt?: number;
  /** In the order of their creation. */
  readonly resources: readonly Resource[];
}

/** What the account holds between two starts. */
interface Stored {
  readonly stacks: readonly AssemblyStack[];
  /** Resources that stayed when their stack no longer had them. */
  readonly retained: readonly Resource[];
}

const placeOf = ({ stackName, logicalId }: Resource): string => `${stackName}/${logicalId}`;
/** What a resource is told by: Ref of a queue is its address, which moves with the port. */
const nameOf = ({ type, arn, physicalId }: Resource): string => `${type} ${arn ?? physicalId}`;
const sameThing = (a: Resource, b: Resource): boolean => nameOf(a) === nameOf(b);
/** What was kept comes from a file, where numbers are not as the template has them. */
const contentOf = ({ template, outputs, resources }: AssemblyStack): string =>
  JSON.stringify(withPlainNumbers([template, outputs, resources]));

/** AWS creates the first of two resources with one name, and fails at the second. */
function checkNames(resources: readonly Resource[]): void {
  const namesakes = Map.groupBy(resources, ({ type, physicalId }) => `${type} ${physicalId}`);
  for (const [first, second] of namesakes.values())
    if (first && second)
      throw new Error(
        `${placeOf(second)}: Resource of type '${second.type}' with identifier '${second.physicalId}' already exists: it is ${placeOf(first)}`,
      );
}

/** The stacks of an assembly. Their resources are created, updated and deleted by the services that own them. */
export class AssemblyStacks {
  readonly #kernel: Kernel;
  readonly #path: string;
  #stored: Stored;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#path = join(kernel.dataDir('cloudformation'), 'stacks.json');
    this.#stored = (readJson(this.#path) as Stored | undefined) ?? { stacks: [], retained: [] };
  }

  all(): readonly AssemblyStack[] {
    return this.#stored.stacks;
  }

  /**
   * Makes the account hold exactly the assembly's stacks: what is new is created, what was there is updated, what is
   * gone is deleted, or stays where its policy says so or it cannot be deleted.
   */
  async deploy({ stacks, resources }: Assembly): Promise<void> {
    checkNames(resources);
    const before = this.#stored.stacks.flatMap((stack) => stack.resources);
    const providers = providersOf(resources);
    const wanted = resources.filter(({ arn }) => !providers.has(arn ?? ''));
    for (const resource of wanted) await this.#bring(resource, before);
    const gone = [...before, ...this.#stored.retained].filter(
      (old) => !resources.some((resource) => sameThing(resource, old)),
    );
    const retained = await this.#delete(gone.toReversed());
    const stored = { stacks: stacks.map((stack) => this.#deployed(stack, resources)), retained };
    writeJson(this.#path, stored);
    this.#stored = stored;
  }

  async #bring(resource: Resource, before: readonly Resource[]): Promise<void> {
    const owner = this.#kernel.ownerOf(resource.type);
    const previous = before.find((old) => sameThing(old, resource));
    await (previous ? owner.update(resource, previous) : owner.create(resource));
  }

  /** Gives those that stay. */
  async #delete(gone: readonly Resource[]): Promise<Resource[]> {
    const retained: Resource[] = [];
    for (const resource of gone) {
      const owner = this.#kernel.ownerOf(resource.type);
      try {
        if (resource.deletionPolicy === 'Delete') await owner.delete(resource);
        else retained.push(resource);
      } catch (error) {
        this.#kernel.log(`${placeOf(resource)} is not deleted: ${(error as Error).message}`);
        retained.push(resource);
      }
    }
    for (const resource of retained.toReversed())
      await this.#kernel.ownerOf(resource.type).update(resource, resource);
    return retained;
  }

  #deployed(loaded: LoadedStack, resources: readonly Resource[]): AssemblyStack {
    const now = this.#kernel.clock.now().getTime();
    const old = this.#stored.stacks.find(({ name }) => name === loaded.name);
    const mine = resources.filter(({ stackName }) => stackName === loaded.name);
    const stack = { ...loaded, createdAt: old?.createdAt ?? now, resources: mine };
    if (!old) return stack;
    return contentOf(old) === contentOf(stack) ? old : { ...stack, updatedAt: now };
  }
}
