import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { appendLines } from '../../disk/append.ts';
import { readLines } from '../../disk/lines.ts';

export interface LogEvent {
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

const encode = encodeURIComponent;

/** Log groups as folders, streams as files of one JSON event a line. */
export class EventStore {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  #folder(group: string): string {
    return join(this.#directory, encode(group));
  }

  createGroup(group: string): void {
    mkdirSync(this.#folder(group), { recursive: true });
  }

  deleteGroup(group: string): void {
    rmSync(this.#folder(group), { recursive: true, force: true });
  }

  groups(): string[] {
    return existsSync(this.#directory) ? readdirSync(this.#directory).map(decodeURIComponent).sort() : [];
  }

  hasGroup(group: string): boolean {
    return existsSync(this.#folder(group));
  }

  streams(group: string): string[] {
    return readdirSync(this.#folder(group))
      .map((name) => decodeURIComponent(name.replace(/\.jsonl$/, '')))
      .sort();
  }

  hasStream(group: string, stream: string): boolean {
    return existsSync(this.#file(group, stream));
  }

  createStream(group: string, stream: string): void {
    this.append(group, stream, []);
  }

  /** Epoch milliseconds of the last change of a stream. */
  changedAt(group: string, stream: string): number {
    return statSync(this.#file(group, stream)).mtimeMs;
  }

  /** Epoch milliseconds at which a group or stream was made. */
  createdAt(group: string, stream?: string): number {
    const path = stream === undefined ? this.#folder(group) : this.#file(group, stream);
    return Math.round(statSync(path).birthtimeMs);
  }

  #file(group: string, stream: string): string {
    return join(this.#folder(group), `${encode(stream)}.jsonl`);
  }

  append(group: string, stream: string, events: readonly LogEvent[]): void {
    const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');
    try {
      appendLines(this.#file(group, stream), lines);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      this.createGroup(group);
      appendLines(this.#file(group, stream), lines);
    }
  }

  /** Events in the order of their arrival; a line that a crash tore is left out. */
  events(group: string, stream: string): LogEvent[] {
    return readLines<LogEvent>(this.#file(group, stream));
  }
}
