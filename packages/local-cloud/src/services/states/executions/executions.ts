import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Json, parseJson } from '../../../aws/json.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Reported } from '../interpreter/failure.ts';
import { Interruption } from '../interpreter/interruption.ts';
import type { Position } from '../interpreter/position.ts';
import { type Ending, recordStart } from '../interpreter/run-execution.ts';
import type { Machine } from '../machines/machine.ts';
import type { Machines } from '../machines/machines.ts';
import type { Integrations } from '../tasks/integrations.ts';
import { TaskTokens } from '../tasks/task-tokens.ts';
import { logEvent } from './event-log.ts';
import { tellExecutionStatus } from './execution-status.ts';
import { ExecutionIndex, type ExecutionSummary } from './index-file.ts';
import { Journal, type JournalContents, lastEnding } from './journal.ts';
import { recoverExecution } from './recovery.ts';
import { type Running, RunningExecution } from './running-execution.ts';
import { progressOf } from './standing.ts';
import { type ExecutionHeader, endingStatus } from './stored-event.ts';

/** Step Functions keeps closed executions for 90 days; their names are free again then. */
const KEPT_MS = 90 * 24 * 3_600_000;

export interface StartRequest {
  readonly name: string;
  readonly input: string;
  readonly traceHeader?: string;
}

/** All executions: those that run in this process, and the files of those that ended. */
export class Executions {
  readonly index: ExecutionIndex;
  readonly tokens = new TaskTokens();
  private readonly kernel: Kernel;
  private readonly machines: Machines;
  private readonly integrations: Integrations;
  private readonly directory: string;
  private readonly live = new Map<string, RunningExecution>();

  constructor(kernel: Kernel, machines: Machines, integrations: Integrations, directory: string) {
    this.kernel = kernel;
    this.machines = machines;
    this.integrations = integrations;
    this.directory = join(directory, 'executions');
    mkdirSync(this.directory, { recursive: true });
    this.index = new ExecutionIndex(join(directory, 'executions.jsonl'), (summary) => this.keep(summary));
    this.restoreIndex();
  }

  /** Lists what the index lacks and a history tells of: one that has more than its start was listed before it ran. */
  private restoreIndex(): void {
    const listed = new Set([...this.index.all()].map(({ file }) => file));
    const lost = readdirSync(this.directory)
      .filter((file) => !listed.has(file))
      .map((file) => ({ file, contents: Journal.read(join(this.directory, file)) }))
      .filter(({ contents }) => contents.events.length > 1)
      .sort((a, b) => a.contents.header.startDate - b.contents.header.startDate);
    for (const { file, contents } of lost) {
      const summary = summaryOf(contents, file, this.index.nextSequence());
      this.index.put(summary);
      this.kernel.log(`states: ${summary.executionArn} was listed anew from its history`);
    }
  }

  /** Takes up after the end of an earlier process: waiting executions go on, others have failed. */
  recover(): void {
    for (const summary of [...this.index.all()]) {
      if (summary.status !== 'RUNNING' || this.live.has(summary.executionArn)) continue;
      try {
        this.recoverOne(summary);
      } catch (error) {
        this.fault(summary, error);
      }
    }
  }

  start({ revision }: Machine, { name, input, traceHeader }: StartRequest): ExecutionSummary {
    const definition = this.machines.definition(revision);
    const executionArn = `${revision.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const startDate = this.now();
    const header: ExecutionHeader = {
      executionArn,
      name,
      stateMachineArn: revision.stateMachineArn,
      roleArn: revision.roleArn,
      revision: revision.id,
      input,
      startDate,
      traceHeader,
    };
    const file = fileName(header);
    const summary: ExecutionSummary = {
      executionArn,
      stateMachineArn: header.stateMachineArn,
      name,
      file,
      startDate,
      redriveCount: 0,
      sequence: this.index.nextSequence(),
      status: 'RUNNING',
    };
    const journal = Journal.create(join(this.directory, file), header);
    const data = parseJson(input);
    const running = { summary, header, journal, revision, definition };
    this.recordStart(running, data);
    this.index.put(summary);
    this.launch(running, { state: definition.StartAt, input: data }, 0);
    return summary;
  }

  /** RedriveExecution: from the states that did not succeed. */
  redrive(summary: ExecutionSummary): number {
    const { journal, header, events } = Journal.open(join(this.directory, summary.file));
    const revision = this.machines.revision(header.revision);
    const definition = this.machines.definition(revision);
    const redriveDate = this.now();
    const { stopDate: _, ...others } = summary;
    const redriven: ExecutionSummary = {
      ...others,
      status: 'RUNNING',
      redriveCount: summary.redriveCount + 1,
      redriveDate,
    };
    const progress = progressOf(definition, parseJson(header.input), events, new Date(redriveDate));
    if ('output' in progress) throw new Error(`${summary.executionArn} has no unsuccessful state`);
    const details = { executionRedrivenEventDetails: { redriveCount: redriven.redriveCount } };
    const event = { type: 'ExecutionRedriven', details, previousEventId: journal.length, scope: '' } as const;
    const running = { summary: redriven, header, journal, revision, definition };
    const stored = journal.append(event, redriveDate);
    logEvent(this.kernel.offers.logs, revision.logging, header, stored, redriven.redriveCount);
    this.index.put(redriven);
    this.launch(running, progress.position, stored.id);
    return redriveDate;
  }

  /** Stops a running execution; resolves once it has ended. */
  async stop(executionArn: string, reason: Reported): Promise<void> {
    const execution = this.live.get(executionArn);
    execution?.stop(reason);
    await this.settled(executionArn);
  }

  /** Resolves once the execution does not run any more. */
  async settled(executionArn: string, signal?: AbortSignal): Promise<void> {
    const execution = this.live.get(executionArn);
    if (!execution) return;
    const ended = execution.ended.then(
      () => {},
      () => {},
    );
    if (!signal) return ended;
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    await Promise.race([ended, aborted]).finally(() => signal.removeEventListener('abort', abort));
  }

  /** Ends the Wait states that an execution is in; gives their number. */
  wake(executionArn: string): number {
    return this.live.get(executionArn)?.wake() ?? 0;
  }

  /** Names of the executions that run and are in no Wait state. */
  working(): string[] {
    return [...this.live.values()]
      .filter(({ isWaiting }) => !isWaiting)
      .map(({ running }) => running.header.name);
  }

  contents(summary: ExecutionSummary): JournalContents {
    return Journal.read(join(this.directory, summary.file));
  }

  async shutdown(): Promise<void> {
    const all = [...this.live.values()];
    for (const execution of all) execution.shutdown();
    await Promise.allSettled(all.map((execution) => execution.ended));
  }

  private recordStart(running: Running, data: Json): void {
    const record = (event: Parameters<Journal['append']>[0]): number => {
      const stored = running.journal.append(event, running.header.startDate);
      logEvent(this.kernel.offers.logs, running.revision.logging, running.header, stored, 0);
      return stored.id;
    };
    recordStart(record, data, running.header.roleArn);
  }

  private launch(running: Running, from: Position, cursor: number): void {
    const { executionArn } = running.header;
    const { integrations, tokens } = this;
    const execution = new RunningExecution(running, { from, cursor }, this.kernel, { integrations, tokens });
    this.live.set(executionArn, execution);
    const { name, stateMachineArn, startDate, input } = running.header;
    const told = { executionArn, stateMachineArn, name, startDate, input };
    tellExecutionStatus(this.kernel.offers.events, { ...told, status: 'RUNNING' });
    execution.ended
      .then((ending) => {
        this.close(running.summary, ending.status);
        tellExecutionStatus(this.kernel.offers.events, { ...told, ...ending, stopDate: this.now() });
      })
      .catch((error: unknown) => this.fault(running.summary, error));
  }

  private close(summary: ExecutionSummary, status: Ending['status']): void {
    this.live.delete(summary.executionArn);
    const ended = { ...summary, status, stopDate: this.now() };
    try {
      this.index.put(ended);
    } catch (error) {
      this.kernel.log(`states: the end of ${summary.executionArn} could not be written: ${String(error)}`);
      this.index.putUnwritten(ended); // its history has the end, which the next start reads
    }
  }

  /** The local cloud ends, and the next start settles the execution; or the disk takes no more of its history. */
  private fault(summary: ExecutionSummary, error: unknown): void {
    this.live.delete(summary.executionArn);
    if (error instanceof Interruption) return;
    const fault = error instanceof Error ? error.message : String(error);
    this.kernel.log(`states: the history of ${summary.executionArn} could not be written: ${fault}`);
    this.index.putUnwritten({ ...summary, status: 'FAILED', stopDate: this.now(), fault });
  }

  private recoverOne(summary: ExecutionSummary): void {
    const opened = Journal.open(join(this.directory, summary.file));
    const revision = this.machines.revision(opened.header.revision);
    const definition = this.machines.definition(revision);
    const recovery = recoverExecution(definition, opened, () => this.now());
    const running = { summary, header: opened.header, journal: opened.journal, revision, definition };
    if (recovery.goesOn) this.launch(running, recovery.from, recovery.cursor);
    else this.index.put({ ...summary, status: recovery.status, stopDate: recovery.stopDate });
  }

  private keep(summary: ExecutionSummary): boolean {
    const path = join(this.directory, summary.file);
    const kept = summary.stopDate === undefined || summary.stopDate > this.now() - KEPT_MS;
    if (!kept) rmSync(path, { force: true });
    else if (!existsSync(path))
      this.kernel.log(`states: ${summary.executionArn} is not listed any more: its history ${path} is gone`);
    return kept && existsSync(path);
  }

  private now(): number {
    return this.kernel.clock.now().getTime();
  }
}

/** What the index said of an execution, as its history tells it. */
function summaryOf({ header, events }: JournalContents, file: string, sequence: number): ExecutionSummary {
  const { executionArn, stateMachineArn, name, startDate } = header;
  const redrives = events.filter(({ type }) => type === 'ExecutionRedriven');
  const ending = lastEnding(events);
  return {
    executionArn,
    stateMachineArn,
    name,
    file,
    sequence,
    startDate,
    status: endingStatus(ending) ?? 'RUNNING',
    ...(ending ? { stopDate: ending.timestamp } : {}),
    redriveCount: redrives.length,
    ...(redrives.length > 0 ? { redriveDate: redrives.at(-1)?.timestamp } : {}),
  };
}

/** Readable, and different for names that differ only in case or in characters that file systems do not take. */
function fileName({ name, executionArn }: ExecutionHeader): string {
  const hash = createHash('sha256').update(executionArn).digest('hex').slice(0, 16);
  return `${name.replaceAll(/[^\w.-]/g, '_')}.${hash}.jsonl`;
}
