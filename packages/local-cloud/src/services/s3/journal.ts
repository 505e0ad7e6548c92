import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { appendDurably, openForLines } from '../../disk/append.ts';
import { writeFileDurably } from '../../disk/durable.ts';
import { forgetLength, noteLength } from '../../disk/length.ts';
import { readLines } from '../../disk/lines.ts';
import type { Version } from './version.ts';

/** What one line of the journal says of a key: its versions anew, or what changed. */
export interface Change {
  readonly key: string;
  readonly versions?: readonly Version[];
  /** Id of a version that goes. */
  readonly drop?: string;
  /** The new newest version. */
  readonly add?: Version;
  /** A version that is replaced where it stands. */
  readonly update?: Version;
}

type Entries = Map<string, readonly Version[]>;

function apply({ key, versions, drop, add, update }: Change, entries: Entries): readonly Version[] {
  const old = versions ?? entries.get(key) ?? [];
  const kept = drop === undefined ? old : old.filter(({ versionId }) => versionId !== drop);
  const added = add === undefined ? kept : [add, ...kept];
  const changed = update
    ? added.map((version) => (version.versionId === update.versionId ? update : version))
    : added;
  if (changed.length === 0) entries.delete(key);
  else entries.set(key, changed);
  return changed;
}

/**
 * A bucket's journal. A line is written once the blob that it names is durable, so a crash leaves the old object
 * or the new one, whole.
 */
export class Journal {
  readonly #path: string;
  #file: number | undefined;

  constructor(directory: string) {
    this.#path = join(directory, 'objects.jsonl');
  }

  /** All keys with their versions; rewrites the file where most of its lines are history. */
  load(): Entries {
    const entries: Entries = new Map();
    const lines = readLines<Change>(this.#path);
    for (const change of lines) apply(change, entries);
    if (lines.length > 2 * entries.size + 100) {
      const whole = [...entries].map(
        ([key, versions]) => `${JSON.stringify({ key, versions } satisfies Change)}\n`,
      );
      forgetLength(this.#path);
      writeFileDurably(this.#path, whole.join(''));
    }
    this.#file = openForLines(this.#path);
    noteLength(this.#path);
    return entries;
  }

  /** Writes a change durably, then applies it to `entries`; gives the key's versions. */
  append(change: Change, entries: Entries): readonly Version[] {
    if (this.#file === undefined) throw new Error(`the journal ${this.#path} is closed`);
    appendDurably(this.#file, `${JSON.stringify(change)}\n`);
    noteLength(this.#path);
    return apply(change, entries);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}
