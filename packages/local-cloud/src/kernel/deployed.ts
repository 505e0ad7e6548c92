import type { Resource } from '../assembly/assembly.ts';
import type { Handlers } from '../assembly/resource-type.ts';

/** The resources of one type that the stacks hold now, by physical id, each as its service reads it. */
export class Deployed<T> {
  readonly #of: (resource: Resource) => T;
  readonly #changed: () => void;
  readonly #held = new Map<string, { readonly resource: Resource; readonly value: T }>();

  /** `of` throws on what the local cloud could not do as AWS would; `changed` is told of each change. */
  constructor(of: (resource: Resource) => T, changed: () => void = () => undefined) {
    this.#of = of;
    this.#changed = changed;
  }

  get(physicalId: string): T | undefined {
    return this.#held.get(physicalId)?.value;
  }

  /** In the order of their creation. */
  all(): T[] {
    return [...this.#held.values()].map(({ value }) => value);
  }

  put(resource: Resource): T {
    const value = this.#of(resource);
    this.#held.set(resource.physicalId, { resource, value });
    this.#changed();
    return value;
  }

  delete({ physicalId }: Resource): void {
    this.#held.delete(physicalId);
    this.#changed();
  }

  properties({ physicalId }: Resource): Resource['properties'] | undefined {
    return this.#held.get(physicalId)?.resource.properties;
  }
}

/** Handlers of a type that is only held: `of` finds the held ones in the service's state. */
export const held = <State>(of: (state: State) => Deployed<unknown>): Handlers<State> => ({
  create: (state, resource) => void of(state).put(resource),
  update: (state, resource) => void of(state).put(resource),
  delete: (state, resource) => of(state).delete(resource),
  read: (state, resource) => of(state).properties(resource),
});
