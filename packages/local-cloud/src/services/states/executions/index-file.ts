import { appendLines } from '../../../disk/append.ts';
import { writeFileDurably } from '../../../disk/durable.ts';
import { readLines } from '../../../disk/lines.ts';
import type { ExecutionStatus } from './stored-event.ts';

/** What ListExecutions tells of an execution; the histories stay in their files. */
export interface ExecutionSummary {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  /** The journal's file name. */
  readonly file: string;
  /** Grows with every start: the order of ListExecutions. */
  readonly sequence: number;
  readonly status: ExecutionStatus;
  readonly startDate: number;
  readonly stopDate?: number;
  readonly redriveCount: number;
  readonly redriveDate?: number;
  /** Why the history lacks its end. */
  readonly fault?: string;
}

/** All executions by ARN, in order of their start; each change is appended to a file of JSON lines. */
export class ExecutionIndex {
  private readonly file: string;
  private readonly byArn = new Map<string, ExecutionSummary>();
  private readonly byMachine = new Map<string, ExecutionSummary[]>();
  private sequence = 0;

  constructor(file: string, keep: (summary: ExecutionSummary) => boolean) {
    this.file = file;
    const lines = readLines<ExecutionSummary>(file);
    const latest = new Map(lines.map((summary) => [summary.executionArn, summary]));
    for (const summary of latest.values()) this.sequence = Math.max(this.sequence, summary.sequence);
    const kept = [...latest.values()].filter(keep).sort((a, b) => a.sequence - b.sequence);
    for (const summary of kept) this.remember(summary);
    if (lines.length > 2 * kept.length + 100 || kept.length < latest.size) this.compact(kept);
  }

  get(executionArn: string): ExecutionSummary | undefined {
    return this.byArn.get(executionArn);
  }

  all(): Iterable<ExecutionSummary> {
    return this.byArn.values();
  }

  /** The executions of a machine, oldest first. */
  of(stateMachineArn: string): readonly ExecutionSummary[] {
    return this.byMachine.get(stateMachineArn) ?? [];
  }

  nextSequence(): number {
    return this.sequence + 1;
  }

  put(summary: ExecutionSummary): void {
    appendLines(this.file, `${JSON.stringify(summary)}\n`);
    this.sequence = Math.max(this.sequence, summary.sequence);
    this.remember(summary);
  }

  /** For when the file cannot be written: known until the process ends. */
  putUnwritten(summary: ExecutionSummary): void {
    this.remember(summary);
  }

  private remember(summary: ExecutionSummary): void {
    const list = this.byMachine.get(summary.stateMachineArn) ?? [];
    const before = this.byArn.get(summary.executionArn);
    const at = before ? list.lastIndexOf(before) : -1;
    if (at >= 0 && before?.sequence === summary.sequence) list[at] = summary;
    else {
      if (at >= 0) list.splice(at, 1);
      list.push(summary);
    }
    this.byMachine.set(summary.stateMachineArn, list);
    this.byArn.set(summary.executionArn, summary);
  }

  private compact(kept: readonly ExecutionSummary[]): void {
    writeFileDurably(this.file, kept.map((summary) => `${JSON.stringify(summary)}\n`).join(''));
  }
}
