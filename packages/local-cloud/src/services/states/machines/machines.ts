import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceError } from '../../../aws/errors.ts';
import { readJson, writeJson } from '../../../disk/json-file.ts';
import type { TaskRules } from '../definition/check-state.ts';
import { describeDiagnostics, loadDefinition } from '../definition/load.ts';
import type { Definition } from '../definition/types.ts';
import type { Described, Machine, Revision, Tag } from './machine.ts';

/** What is kept of a machine beside its revisions. */
interface Kept {
  readonly creationDate: number;
  readonly revision: string;
  readonly updateDate: number;
  /** Set by TagResource and UntagResource; else the template's. */
  readonly tags?: readonly Tag[];
  /** Made by CreateStateMachine. */
  readonly created?: boolean;
}

/** The state machines of the stacks, those that clients created, and the revisions that executions were started with. */
export class Machines {
  readonly #directory: string;
  readonly #file: string;
  readonly #rules: TaskRules;
  readonly #now: () => Date;
  #kept: Readonly<Record<string, Kept>>;
  readonly #byArn = new Map<string, Machine>();
  readonly #definitions = new Map<string, Definition>();

  constructor(directory: string, rules: TaskRules, now: () => Date) {
    this.#directory = join(directory, 'revisions');
    this.#file = join(directory, 'machines.json');
    this.#rules = rules;
    this.#now = now;
    mkdirSync(this.#directory, { recursive: true });
    this.#kept = (readJson(this.#file) as Record<string, Kept> | undefined) ?? {};
    for (const [arn, { created, revision, creationDate, tags = [] }] of Object.entries(this.#kept))
      if (created)
        this.#byArn.set(arn, { revision: this.revision(revision), creationDate, tags, deployed: false });
  }

  get(stateMachineArn: string): Machine | undefined {
    return this.#byArn.get(stateMachineArn);
  }

  all(): readonly Machine[] {
    return [...this.#byArn.values()];
  }

  /** A revision, which may be older than its machine's. */
  revision(id: string): Revision {
    const current = this.all().find(({ revision }) => revision.id === id);
    const kept = current?.revision ?? readJson(join(this.#directory, `${id}.json`));
    if (kept === undefined) throw new Error(`there is no revision ${id} of a state machine`);
    return kept as Revision;
  }

  /** Throws InvalidDefinition with every place that is wrong. */
  definition({ id, text }: Pick<Revision, 'id' | 'text'>): Definition {
    const known = this.#definitions.get(id);
    if (known) return known;
    const { definition, diagnostics } = loadDefinition(text, this.#rules);
    if (!definition) throw new ServiceError('InvalidDefinition', describeDiagnostics(diagnostics));
    this.#definitions.set(id, definition);
    return definition;
  }

  /** Makes a machine, or a new revision of it; throws InvalidDefinition. */
  save(described: Described, given: readonly Tag[], deployed: boolean): Machine {
    const base = { id: revisionId(described), ...described };
    this.definition(base);
    const arn = described.stateMachineArn;
    const known = this.#kept[arn];
    const updateDate = known?.revision === base.id ? known.updateDate : this.#now().getTime();
    const creationDate = known?.creationDate ?? updateDate;
    const tags = known?.tags ?? given;
    const kept = {
      creationDate,
      revision: base.id,
      updateDate,
      tags: deployed ? known?.tags : tags,
      created: deployed ? undefined : true,
    };
    const revision = { ...base, updateDate };
    const file = join(this.#directory, `${revision.id}.json`);
    if (!existsSync(file)) writeJson(file, revision);
    this.#keep({ ...this.#kept, [arn]: kept });
    const machine = { revision, creationDate, tags, deployed };
    this.#byArn.set(arn, machine);
    return machine;
  }

  delete(stateMachineArn: string): void {
    const { [stateMachineArn]: _, ...others } = this.#kept;
    this.#keep(others);
    this.#byArn.delete(stateMachineArn);
  }

  tag(machine: Machine, tags: readonly Tag[]): void {
    const { stateMachineArn } = machine.revision;
    this.#keep({ ...this.#kept, [stateMachineArn]: { ...(this.#kept[stateMachineArn] as Kept), tags } });
    this.#byArn.set(stateMachineArn, { ...machine, tags });
  }

  /** What cannot be written has not happened. */
  #keep(kept: Readonly<Record<string, Kept>>): void {
    writeJson(this.#file, kept);
    this.#kept = kept;
  }
}

/** The same deployment gives the same id, in the form of a UUID as AWS has it. */
function revisionId(described: Described): string {
  const hex = createHash('sha256').update(JSON.stringify(described)).digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
