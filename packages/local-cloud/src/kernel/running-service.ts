import type { Resource } from '../assembly/assembly.ts';
import type { Handlers, Owner } from '../assembly/resource-type.ts';
import type { Call, Shape } from '../aws/call.ts';
import { NotSupported } from '../aws/errors.ts';
import { checkInput } from '../aws/model/check.ts';
import { modelOf } from '../aws/model/model.ts';
import type { Kernel } from './kernel.ts';
import type { Service } from './service.ts';

/** A service with its state. */
export class RunningService implements Owner {
  readonly definition: Service;
  readonly #state: unknown;

  constructor(definition: Service, kernel: Kernel) {
    this.definition = definition;
    this.#state = definition.state(kernel);
    const offers = definition.offers?.(this.#state);
    if (offers) Object.assign(kernel.offers, { [definition.name]: offers });
  }

  /** Whether it answers calls at all, and does not only own resources. */
  get hasOperations(): boolean {
    return Object.keys(this.definition.operations).length > 0;
  }

  serves(operation: string): boolean {
    return Object.hasOwn(this.definition.operations, operation);
  }

  /** Whether everybody may ask for the operation, signed or not. */
  answersUnsigned(operation: string): boolean {
    return this.serves(operation) && this.definition.operations[operation]?.unsigned === true;
  }

  /** Runs the call's operation; rejects with the service's error. */
  async call(input: Shape, call: Call): Promise<Shape> {
    const { name, operations } = this.definition;
    const operation = this.serves(call.operation) ? operations[call.operation] : undefined;
    if (!operation) throw new NotSupported(`${name} ${call.operation}`, 'UnknownOperationException');
    const { takes, inert = {} } = operation;
    checkInput(modelOf(name), call.operation, input, { takes, inert });
    return operation.run(this.#state, input, call);
  }

  create(resource: Resource): Promise<void> | void {
    return this.#handlers(resource).create(this.#state, resource);
  }

  update(resource: Resource, previous: Resource): Promise<void> | void {
    return this.#handlers(resource).update(this.#state, resource, previous);
  }

  delete(resource: Resource): Promise<void> | void {
    return this.#handlers(resource).delete(this.#state, resource);
  }

  /** The resource's properties as the service has them; undefined where it is gone. */
  read(resource: Resource): Resource['properties'] | undefined {
    return this.#handlers(resource).read(this.#state, resource);
  }

  #handlers({ type }: Resource): Handlers<unknown> {
    const owned = this.definition.resources?.[type];
    if (owned) return owned.handlers;
    throw new Error(`${this.definition.name} does not own ${type}`);
  }

  start(): Promise<void> | void {
    return this.definition.start?.(this.#state);
  }

  stop(): Promise<void> | void {
    return this.definition.stop?.(this.#state);
  }
}
