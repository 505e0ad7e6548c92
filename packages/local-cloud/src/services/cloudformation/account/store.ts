import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '../../../assembly/assembly.ts';
import { readJson, writeJson } from '../../../disk/json-file.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { Events, uuidOf } from './events.ts';
import { nameOf, type Stack } from './stack.ts';

interface Stored {
  readonly endpoint: string;
  readonly stack: Stack;
}

/** Addresses in what is stored lead to the local cloud that wrote it; the port may be another now. */
const movedTo = (endpoint: string, { endpoint: old, stack }: Stored): Stack =>
  old === endpoint
    ? stack
    : JSON.parse(JSON.stringify(stack).replaceAll(new URL(old).host, new URL(endpoint).host));

/** The stacks of the account as they are now, each in a file of its own; deleted ones are known by their id. */
export class StackStore {
  readonly events: Events;
  readonly #kernel: Kernel;
  readonly #directory: string;
  readonly #stacks = new Map<string, Stack>();
  #retained: readonly Resource[];

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#directory = kernel.dataDir('cloudformation/stacks');
    this.events = new Events(kernel.dataDir('cloudformation/events'));
    const files = readdirSync(this.#directory).filter((name) => name.endsWith('.json'));
    const stored = files.map((name) => readJson(join(this.#directory, name)) as Stored);
    const stacks = stored.map((one) => movedTo(kernel.endpoint(), one));
    for (const stack of stacks.sort((a, b) => a.createdAt - b.createdAt)) this.#stacks.set(stack.id, stack);
    this.#retained = (readJson(this.#retainedPath) as readonly Resource[] | undefined) ?? [];
  }

  get #retainedPath(): string {
    return join(this.#kernel.dataDir('cloudformation'), 'retained.json');
  }

  /** In the order of their creation, deleted ones too. */
  all(): readonly Stack[] {
    return [...this.#stacks.values()];
  }

  /** Those that are there. */
  present(): readonly Stack[] {
    return this.all().filter(({ status }) => status !== 'DELETE_COMPLETE');
  }

  /** By name where it is there, by id whether it is or not. */
  find(nameOrId: string): Stack | undefined {
    return this.#stacks.get(nameOrId) ?? this.present().find(({ name }) => name === nameOrId);
  }

  get(id: string): Stack {
    const stack = this.#stacks.get(id);
    if (!stack) throw new Error(`there is no stack ${id}`);
    return stack;
  }

  /** What cannot be written has not happened. */
  put(stack: Stack): Stack {
    const path = join(this.#directory, `${uuidOf(stack.id)}.json`);
    writeJson(path, { endpoint: this.#kernel.endpoint(), stack });
    this.#stacks.set(stack.id, stack);
    return stack;
  }

  change(id: string, change: Partial<Stack>): Stack {
    return this.put({ ...this.get(id), ...change });
  }

  /** Resources that stayed when their stacks no longer had them. */
  retained(): readonly Resource[] {
    return this.#retained;
  }

  retain(resource: Resource): void {
    this.#keepRetained([...this.#retained.filter((one) => nameOf(one) !== nameOf(resource)), resource]);
  }

  /** A stack has it again, or it is gone. */
  release(resource: Resource): void {
    if (this.#retained.some((one) => nameOf(one) === nameOf(resource)))
      this.#keepRetained(this.#retained.filter((one) => nameOf(one) !== nameOf(resource)));
  }

  #keepRetained(retained: readonly Resource[]): void {
    writeJson(this.#retainedPath, retained);
    this.#retained = retained;
  }
}
