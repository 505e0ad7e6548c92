import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Assembly } from '../../../assembly/assembly.ts';
import { ServiceError } from '../../../service.ts';
import { describeDiagnostics, loadDefinition } from '../definition/load.ts';
import type { Definition } from '../definition/types.ts';
import { taskRules } from '../tasks/table.ts';
import type { Machine, Revision } from './machine.ts';
import { type Deployed, readStateMachine } from './template.ts';

interface Dates {
  readonly creationDate: number;
  readonly revision: string;
  readonly updateDate: number;
}

/** The assembly's state machines, and the revisions that executions were started with. */
export class Machines {
  private readonly directory: string;
  private readonly byArn = new Map<string, Machine>();

  constructor(assembly: Assembly, directory: string, now: () => Date) {
    this.directory = join(directory, 'revisions');
    mkdirSync(this.directory, { recursive: true });
    const datesFile = join(directory, 'machines.json');
    const dates: Record<string, Dates> = existsSync(datesFile)
      ? JSON.parse(readFileSync(datesFile, 'utf8'))
      : {};
    for (const resource of assembly.ofType('AWS::StepFunctions::StateMachine')) {
      const deployed = readStateMachine(resource, assembly);
      const arn = deployed.revision.stateMachineArn;
      dates[arn] = datesOf(deployed, dates[arn], now().getTime());
      this.add(deployed, dates[arn]);
    }
    writeWhole(datesFile, JSON.stringify(dates));
  }

  get(stateMachineArn: string): Machine | undefined {
    return this.byArn.get(stateMachineArn);
  }

  all(): readonly Machine[] {
    return [...this.byArn.values()];
  }

  /** A revision with its definition; it may be older than the assembly's. */
  revision(id: string): { revision: Revision; definition: Definition } {
    const current = this.all().find((machine) => machine.revision.id === id);
    if (current) return current;
    const revision = JSON.parse(readFileSync(join(this.directory, `${id}.json`), 'utf8')) as Revision;
    const { definition, diagnostics } = loadDefinition(revision.text, taskRules);
    if (definition) return { revision, definition };
    throw new ServiceError('InvalidDefinition', describeDiagnostics(diagnostics));
  }

  private add(deployed: Deployed, { creationDate, updateDate }: Dates): void {
    const revision = { ...deployed.revision, updateDate };
    const file = join(this.directory, `${revision.id}.json`);
    if (!existsSync(file)) writeWhole(file, JSON.stringify(revision));
    this.byArn.set(revision.stateMachineArn, { ...deployed, revision, creationDate });
  }
}

function datesOf({ revision }: Deployed, known: Dates | undefined, now: number): Dates {
  if (!known) return { creationDate: now, revision: revision.id, updateDate: now };
  return known.revision === revision.id ? known : { ...known, revision: revision.id, updateDate: now };
}

/** Half a file is never seen, whenever the process ends. */
function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
