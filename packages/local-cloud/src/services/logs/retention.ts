import { join } from 'node:path';
import type { Resource } from '../../assembly/assembly.ts';
import { readJson, writeJson } from '../../disk/json-file.ts';

const FILE = 'days.json';

/** Days that log groups keep, as they were put by API or by a stack, whichever came last. */
export class Retention {
  readonly #path: string;
  #days: ReadonlyMap<string, number>;
  readonly #resources = new Map<string, Resource>();

  /** Kept in a folder of its own: one beside the groups could have the name of a group. */
  constructor(folder: string) {
    this.#path = join(folder, FILE);
    this.#days = new Map((readJson(this.#path) as [string, number][] | undefined) ?? []);
  }

  /** Undefined of a group that keeps for ever. */
  of(group: string): number | undefined {
    return this.#days.get(group);
  }

  put(group: string, days: number | undefined): void {
    if (days === this.#days.get(group)) return;
    const kept = new Map(this.#days);
    if (days === undefined) kept.delete(group);
    else kept.set(group, days);
    writeJson(this.#path, [...kept]);
    this.#days = kept;
  }

  /** What was put by API stays until the template says something else than it did. */
  deploy(resource: Resource, previous: Resource | undefined): void {
    const days = daysOf(resource);
    this.#resources.set(resource.physicalId, resource);
    if (!previous || daysOf(previous) !== days) this.put(resource.physicalId, days);
  }

  delete({ physicalId }: Resource): void {
    this.#resources.delete(physicalId);
    this.put(physicalId, undefined);
  }

  properties({ physicalId }: Resource): Resource['properties'] | undefined {
    return this.#resources.get(physicalId)?.properties;
  }
}

const daysOf = ({ properties: { RetentionInDays: days } }: Resource): number | undefined =>
  days === undefined ? undefined : Number(days);
