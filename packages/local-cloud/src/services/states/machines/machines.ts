import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Assembly } from '../../../assembly/assembly.ts';
import { ServiceError } from '../../../aws/errors.ts';
import { readJson, writeJson } from '../../../kernel/json-file.ts';
import { describeDiagnostics, loadDefinition } from '../definition/load.ts';
import type { Definition } from '../definition/types.ts';
import { loadServed, type Serves, unservedTasks } from '../tasks/served.ts';
import { taskRules } from '../tasks/table.ts';
import type { Machine, Revision, Tag } from './machine.ts';
import { type Deployed, readStateMachine, revisionId } from './template.ts';

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

/** The assembly's state machines, those that clients created, and the revisions that executions were started with. */
export class Machines {
  private readonly directory: string;
  private readonly file: string;
  private readonly now: () => number;
  private readonly kept: Record<string, Kept>;
  private readonly byArn = new Map<string, Machine>();

  constructor(assembly: Assembly, directory: string, now: () => Date) {
    this.directory = join(directory, 'revisions');
    this.file = join(directory, 'machines.json');
    this.now = () => now().getTime();
    mkdirSync(this.directory, { recursive: true });
    this.kept = (readJson(this.file) as Record<string, Kept> | undefined) ?? {};
    for (const resource of assembly.ofType('AWS::StepFunctions::StateMachine')) {
      this.put(readStateMachine(resource, assembly), true);
    }
    for (const [arn, { created, revision }] of Object.entries(this.kept)) {
      if (created && !this.byArn.has(arn)) this.put({ ...this.revision(revision), tags: [] }, false);
    }
    writeJson(this.file, this.kept);
  }

  get(stateMachineArn: string): Machine | undefined {
    return this.byArn.get(stateMachineArn);
  }

  all(): readonly Machine[] {
    return [...this.byArn.values()];
  }

  /** A revision with its definition; it may be older than the machine's. */
  revision(id: string): { revision: Revision; definition: Definition } {
    const current = this.all().find((machine) => machine.revision.id === id);
    if (current) return current;
    const revision = JSON.parse(readFileSync(join(this.directory, `${id}.json`), 'utf8')) as Revision;
    const { definition, diagnostics } = loadDefinition(revision.text, taskRules);
    if (definition) return { revision, definition };
    throw new ServiceError('InvalidDefinition', describeDiagnostics(diagnostics));
  }

  /**
   * Refuses machines with `aws-sdk` tasks whose operations no service has; called once all services are there. Throws
   * InvalidDefinition with the field's path.
   */
  checkServed(serves: Serves): void {
    for (const { revision, definition } of this.all()) {
      const found = unservedTasks(definition, serves);
      if (found.length > 0)
        throw new ServiceError('InvalidDefinition', `${revision.name}: ${describeDiagnostics(found)}`);
    }
  }

  /** CreateStateMachine and UpdateStateMachine; throws InvalidDefinition. */
  save(base: Omit<Revision, 'id' | 'updateDate'>, tags: readonly Tag[], serves: Serves): Machine {
    const { definition, diagnostics } = loadServed(base.text, serves);
    if (!definition) throw new ServiceError('InvalidDefinition', describeDiagnostics(diagnostics));
    const machine = this.put({ revision: { id: revisionId(base), ...base }, definition, tags }, false);
    writeJson(this.file, this.kept);
    return machine;
  }

  delete(stateMachineArn: string): void {
    this.byArn.delete(stateMachineArn);
    delete this.kept[stateMachineArn];
    writeJson(this.file, this.kept);
  }

  tag(machine: Machine, tags: readonly Tag[]): void {
    const { stateMachineArn } = machine.revision;
    this.byArn.set(stateMachineArn, { ...machine, tags });
    this.kept[stateMachineArn] = { ...(this.kept[stateMachineArn] as Kept), tags };
    writeJson(this.file, this.kept);
  }

  private put(given: Deployed, deployed: boolean): Machine {
    const arn = given.revision.stateMachineArn;
    const known = this.kept[arn];
    const kept = {
      ...datesOf(given, known, this.now()),
      ...(deployed ? { created: undefined } : { created: true, tags: given.tags }),
    };
    this.kept[arn] = known?.tags ? { ...kept, tags: known.tags } : kept;
    const revision = { ...given.revision, updateDate: kept.updateDate };
    const file = join(this.directory, `${revision.id}.json`);
    if (!existsSync(file)) writeJson(file, revision);
    const { creationDate, tags = given.tags } = this.kept[arn] as Kept;
    const machine = { ...given, revision, creationDate, tags, deployed };
    this.byArn.set(arn, machine);
    return machine;
  }
}

function datesOf({ revision }: Deployed, known: Kept | undefined, now: number): Kept {
  if (!known) return { creationDate: now, revision: revision.id, updateDate: now };
  return known.revision === revision.id ? known : { ...known, revision: revision.id, updateDate: now };
}
