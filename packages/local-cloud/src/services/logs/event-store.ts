import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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

  #file(group: string, stream: string): string {
    return join(this.#folder(group), `${encode(stream)}.jsonl`);
  }

  append(group: string, stream: string, events: readonly LogEvent[]): void {
    this.createGroup(group);
    appendFileSync(this.#file(group, stream), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  }

  /** Events in the order of their arrival; a line that a crash tore is left out. */
  events(group: string, stream: string): LogEvent[] {
    const text = readFileSync(this.#file(group, stream), 'utf8');
    return text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as LogEvent);
  }
}
