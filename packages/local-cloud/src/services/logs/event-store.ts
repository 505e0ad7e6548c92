import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { appendLines } from '../../disk/append.ts';
import { writeFileDurably } from '../../disk/durable.ts';
import { fileName, nameOf } from '../../disk/file-name.ts';
import { readLines } from '../../disk/lines.ts';

export interface LogEvent {
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

/** Beside what has a name too long for a file: the name. */
const NAME = '.name';
const LINES = '.jsonl';

/** The file of a name; what has lost its name is found by its file's. */
const fileOf = (name: string): string => (/^=[0-9a-f]{64}$/.test(name) ? name : fileName(name));

/** The name that is written down beside a file; undefined where there is none, or it is that of another. */
function writtenName(folder: string, file: string): string | undefined {
  const path = join(folder, `${file}${NAME}`);
  const name = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  return name !== undefined && fileName(name) === file ? name : undefined;
}

/** Names of what lies in a folder, by its files; what is named by nothing has the name of its file. */
const namesIn = (folder: string, files: readonly string[]): string[] =>
  files.map((file) => nameOf(file) ?? writtenName(folder, file) ?? file).sort();

/** Log groups as folders, streams as files of one JSON event a line. */
export class EventStore {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  #folder(group: string): string {
    return join(this.#directory, fileOf(group));
  }

  createGroup(group: string): void {
    this.#remember(this.#directory, group);
    mkdirSync(this.#folder(group), { recursive: true });
  }

  /** Writes down a name that cannot be read from its file's. */
  #remember(folder: string, name: string): void {
    const file = fileOf(name);
    if (file === name || nameOf(file) !== undefined || writtenName(folder, file) === name) return;
    mkdirSync(folder, { recursive: true });
    writeFileDurably(join(folder, `${file}${NAME}`), name);
  }

  deleteGroup(group: string): void {
    rmSync(this.#folder(group), { recursive: true, force: true });
    rmSync(`${this.#folder(group)}${NAME}`, { force: true });
  }

  groups(): string[] {
    if (!existsSync(this.#directory)) return [];
    const entries = readdirSync(this.#directory, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    return namesIn(this.#directory, folders);
  }

  hasGroup(group: string): boolean {
    return existsSync(this.#folder(group));
  }

  streams(group: string): string[] {
    const folder = this.#folder(group);
    const files = readdirSync(folder).filter((name) => name.endsWith(LINES));
    return namesIn(
      folder,
      files.map((name) => name.slice(0, -LINES.length)),
    );
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
    return join(this.#folder(group), `${fileOf(stream)}${LINES}`);
  }

  append(group: string, stream: string, events: readonly LogEvent[]): void {
    const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');
    this.createGroup(group);
    this.#remember(this.#folder(group), stream);
    appendLines(this.#file(group, stream), lines);
  }

  /** Events in the order of their arrival; a line that a crash tore is left out. */
  events(group: string, stream: string): LogEvent[] {
    return readLines<LogEvent>(this.#file(group, stream));
  }
}
