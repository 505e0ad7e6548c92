import { appendLines } from '../../../disk/append.ts';
import { DamagedFile } from '../../../disk/damaged.ts';
import { writeFileDurably } from '../../../disk/durable.ts';
import { readLines } from '../../../disk/lines.ts';
import type { NewEvent } from '../interpreter/history.ts';
import { type ExecutionHeader, endingStatus, type StoredEvent } from './stored-event.ts';

export interface JournalContents {
  readonly header: ExecutionHeader;
  readonly events: readonly StoredEvent[];
}

/**
 * An execution's history as JSON lines. A line is written before anybody can see its event: by one write to the file,
 * which outlives the process from then on.
 */
export class Journal {
  private readonly file: string;
  private last: number;

  private constructor(file: string, last: number) {
    this.file = file;
    this.last = last;
  }

  /** Begins the journal of a new execution; one that was begun but never acknowledged is replaced. */
  static create(file: string, header: ExecutionHeader): Journal {
    writeFileDurably(file, `${JSON.stringify(header)}\n`);
    return new Journal(file, 0);
  }

  /** Goes on with a journal. A last line that was cut off by the end of the process is dropped. */
  static open(file: string): { journal: Journal } & JournalContents {
    const contents = Journal.read(file);
    return { journal: new Journal(file, contents.events.length), ...contents };
  }

  static read(file: string): JournalContents {
    const [header, ...events] = readLines(file);
    if (header === undefined) throw new DamagedFile(file, 'it has no whole line');
    return { header: header as ExecutionHeader, events: events as StoredEvent[] };
  }

  get length(): number {
    return this.last;
  }

  append(event: NewEvent, timestamp: number): StoredEvent {
    const stored: StoredEvent = { id: this.last + 1, timestamp, ...event };
    appendLines(this.file, `${JSON.stringify(stored)}\n`);
    this.last = stored.id;
    return stored;
  }
}

/** The event that ended the execution, if it has ended. */
export function lastEnding(events: readonly StoredEvent[]): StoredEvent | undefined {
  const last = events.at(-1);
  return endingStatus(last) ? last : undefined;
}
