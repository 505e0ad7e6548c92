import { randomUUID } from 'node:crypto';
import { type JsonObject, parseJson } from '../../../aws/json.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Definition } from '../definition/types.ts';
import { type Reported, StateFailure } from '../interpreter/failure.ts';
import type { NewEvent } from '../interpreter/history.ts';
import type { Host } from '../interpreter/host.ts';
import { Interruption, isShutdown } from '../interpreter/interruption.ts';
import type { Position } from '../interpreter/position.ts';
import { type Ending, runExecution } from '../interpreter/run-execution.ts';
import type { Revision } from '../machines/machine.ts';
import type { Integrations } from '../tasks/integrations.ts';
import type { TaskTokens } from '../tasks/task-tokens.ts';
import { logEvent } from './event-log.ts';
import type { ExecutionSummary } from './index-file.ts';
import type { Journal } from './journal.ts';
import { RoleSession } from './role-session.ts';
import { sleep } from './sleep.ts';
import type { ExecutionHeader } from './stored-event.ts';

/** Quota of a history (developer guide): the last event that fits in is the execution's end. */
const LONGEST_HISTORY = 25_000;

export interface Running {
  readonly summary: ExecutionSummary;
  readonly header: ExecutionHeader;
  readonly journal: Journal;
  readonly revision: Revision;
  readonly definition: Definition;
}

/** An execution that runs now, in this process. */
export class RunningExecution {
  readonly running: Running;
  /** Settles once the execution has ended and that is recorded; rejects where the local cloud ends first. */
  readonly ended: Promise<Ending>;
  private readonly kernel: Kernel;
  private readonly integrations: Integrations;
  private readonly tokens: TaskTokens;
  private readonly session: RoleSession;
  private readonly interrupt = new AbortController();
  private readonly waits = new Set<() => void>();
  private stopReason: Reported = {};

  constructor(
    running: Running,
    start: { from: Position; cursor: number },
    kernel: Kernel,
    { integrations, tokens }: { integrations: Integrations; tokens: TaskTokens },
  ) {
    this.running = running;
    this.kernel = kernel;
    this.integrations = integrations;
    this.tokens = tokens;
    this.session = new RoleSession(kernel, running.header, running.header.name);
    this.ended = this.run(start).finally(() => this.session.end());
  }

  /** StopExecution. */
  stop(reason: Reported): void {
    this.stopReason = reason;
    this.interrupt.abort(new Interruption('stopped'));
  }

  /** The local cloud ends: nothing more is recorded. */
  shutdown(): void {
    this.interrupt.abort(new Interruption('shutdown'));
  }

  get isWaiting(): boolean {
    return this.waits.size > 0;
  }

  /** Ends the Wait states that the execution is in; gives their number. */
  wake(): number {
    const ends = [...this.waits];
    for (const end of ends) end();
    return ends.length;
  }

  private async run({ from, cursor }: { from: Position; cursor: number }): Promise<Ending> {
    // The caller is answered first: StartExecution does not wait for the first state.
    await Promise.resolve();
    const { header, definition, summary } = this.running;
    const { TimeoutSeconds } = definition;
    const began = summary.redriveDate ?? header.startDate;
    const deadline = TimeoutSeconds === undefined ? undefined : began + TimeoutSeconds * 1000;
    const context = executionContext(this.running);
    const stopReason = (): Reported => this.stopReason;
    return runExecution(
      { definition, context, from, cursor, deadline, signal: this.interrupt.signal, stopReason },
      this.host(),
    );
  }

  private host(): Host {
    const { kernel } = this;
    const world = {
      kernel,
      caller: () => this.session.open(),
      uuid: randomUUID,
      stateMachineArn: this.running.header.stateMachineArn,
      tokens: this.tokens,
    };
    return {
      now: () => kernel.clock.now(),
      sleep: (ms, signal) => sleep(kernel.clock, ms, signal),
      random: kernel.random,
      uuid: randomUUID,
      record: (event) => this.record(event),
      integration: (resource) => this.integrations.of(resource, world),
      onWait: (end) => {
        this.waits.add(end);
        return () => this.waits.delete(end);
      },
    };
  }

  private record(event: NewEvent): number {
    const { journal, header, revision, summary } = this.running;
    const { signal } = this.interrupt;
    if (isShutdown(signal.reason)) throw signal.reason;
    if (journal.length >= LONGEST_HISTORY - 1 && !event.type.startsWith('Execution')) {
      const cause = `The execution reached the maximum number of history events (${LONGEST_HISTORY}).`;
      throw new StateFailure({ error: 'States.Runtime', cause }, { terminal: true });
    }
    const stored = journal.append(event, this.kernel.clock.now().getTime());
    logEvent(this.kernel.offers.logs, revision.logging, header, stored, summary.redriveCount);
    return stored.id;
  }
}

function executionContext({ header, summary, revision }: Running): JsonObject {
  return {
    Execution: {
      Id: header.executionArn,
      Input: parseJson(header.input),
      Name: header.name,
      RoleArn: header.roleArn,
      StartTime: new Date(header.startDate).toISOString(),
      RedriveCount: summary.redriveCount,
      ...(summary.redriveDate === undefined
        ? {}
        : { RedriveTime: new Date(summary.redriveDate).toISOString() }),
    },
    StateMachine: { Id: header.stateMachineArn, Name: revision.name },
  };
}
