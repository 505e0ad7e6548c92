import { randomUUID } from 'node:crypto';
import type { Assembly } from '../../assembly/assembly.ts';
import { loadedStackId } from '../../assembly/resolve.ts';
import type { Call } from '../../aws/call.ts';
import { NotSupported, ServiceError } from '../../aws/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { CloudFormationOffer } from '../../kernel/offers.ts';
import type { Stack } from './account/stack.ts';
import { StackStore } from './account/store.ts';
import { type AssemblyStack, AssemblyStacks } from './assembly-stacks.ts';
import { Deployments } from './deployment/deployments.ts';
import { restore } from './deployment/restore.ts';

/** The account's stacks: exactly those of an assembly, or those that clients deploy. */
export class CloudFormation implements CloudFormationOffer {
  readonly kernel: Kernel;
  readonly store: StackStore;
  readonly deployments: Deployments;
  readonly #assembly: AssemblyStacks;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.store = new StackStore(kernel);
    this.deployments = new Deployments(kernel, this.store);
    this.#assembly = new AssemblyStacks(kernel);
  }

  async deploy(assembly: Assembly): Promise<void> {
    await this.#assembly.deploy(assembly);
  }

  restore(): Promise<void> {
    return restore(this.kernel, this.store, this.deployments);
  }

  failOnce(place: string): void {
    this.deployments.writes.failOnce(place);
  }

  /** Those that are there, and those that were deleted. */
  all(): readonly Stack[] {
    return this.kernel.holdsAssembly
      ? this.#assembly.all().map((stack) => asStack(this.kernel, stack))
      : this.store.all();
  }

  find(nameOrId: string): Stack | undefined {
    if (!this.kernel.holdsAssembly) return this.store.find(nameOrId);
    return this.all().find(({ id, name }) => id === nameOrId || name === nameOrId);
  }

  /** Throws unless the caller may do the operation with the stack, or with any of its name. */
  authorize({ caller, operation }: Call, nameOrId: string): void {
    const resource = nameOrId === '*' ? '*' : (this.find(nameOrId)?.id ?? this.#anyOf(nameOrId));
    this.kernel.authorize(caller, `cloudformation:${operation}`, resource);
  }

  #anyOf(nameOrId: string): string {
    const { region, accountId } = this.kernel;
    return nameOrId.startsWith('arn:')
      ? nameOrId
      : `arn:aws:cloudformation:${region}:${accountId}:stack/${nameOrId}/*`;
  }

  /** The stack of a name or id, once the caller may do the operation with it. */
  allowed(nameOrId: string, call: Call): Stack {
    this.authorize(call, nameOrId);
    const stack = this.find(nameOrId);
    if (!stack) throw new ServiceError('ValidationError', `Stack with id ${nameOrId} does not exist`);
    return stack;
  }

  /** Throws unless stacks come and go by this API here. */
  checkDeployable({ operation }: Call): void {
    if (this.kernel.holdsAssembly)
      throw new NotSupported(
        `${operation} in an account that holds an assembly's stacks (start the local cloud with \`--empty\`)`,
      );
  }

  /** A stack's new id. */
  newId(kind: 'stack' | 'changeSet', name: string): string {
    const { region, accountId } = this.kernel;
    return `arn:aws:cloudformation:${region}:${accountId}:${kind}/${name}/${randomUUID()}`;
  }

  now(): number {
    return this.kernel.clock.now().getTime();
  }
}

/** A stack of an assembly, in the form of one that was deployed. */
function asStack({ accountId, region }: Kernel, stack: AssemblyStack): Stack {
  const { name, template, outputs, createdAt, updatedAt, resources } = stack;
  const status = updatedAt === undefined ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE';
  const changedAt = updatedAt ?? createdAt;
  return {
    id: loadedStackId(accountId, region, name),
    name,
    template,
    status,
    createdAt,
    ...(updatedAt === undefined ? {} : { updatedAt }),
    outputs: Object.entries(outputs).map(([key, value]) => ({ key, value })),
    resources: resources.map((one) => ({ ...one, ownName: one.physicalId, status, changedAt })),
    parameters: [],
    tags: [],
    capabilities: [],
    notificationArns: [],
    imports: [],
    leftovers: [],
    changeSets: [],
    terminationProtection: false,
    onFailure: { ending: 'ROLLBACK', retainExceptOnCreate: false },
  };
}
