import { randomUUID } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileDurably } from './durable.ts';

/** One version of an object; its bytes lie in the blob file of that name. */
export interface Version {
  readonly versionId: string;
  readonly deleteMarker?: true;
  readonly blob: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: number;
  /** content-type, cache-control, x-amz-meta-… as they are sent back. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum?: { readonly algorithm: string; readonly value: string };
  readonly tags?: Readonly<Record<string, string>>;
}

type Entry = { readonly key: string; readonly versions: readonly Version[] };

/** Version id of objects in a bucket without versioning. */
export const NULL_VERSION = 'null';

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/**
 * The objects of one bucket: immutable blob files, and a journal whose lines say which versions a key has.
 * A line is written once the blob is durable, so a crash leaves the old object or the new one, whole.
 */
export class ObjectStore {
  readonly versioned: boolean;
  readonly #directory: string;
  readonly #journal: string;
  readonly #entries = new Map<string, readonly Version[]>();
  #sorted: string[] | undefined;
  readonly #file: number;

  constructor(directory: string, versioned: boolean) {
    this.#directory = directory;
    this.versioned = versioned;
    this.#journal = join(directory, 'objects.jsonl');
    mkdirSync(join(directory, 'blobs'), { recursive: true });
    this.#load();
    this.#file = openSync(this.#journal, 'a');
  }

  /** Path for the blob of an object that is being written. */
  newBlob(): string {
    return randomUUID();
  }

  blobPath(blob: string): string {
    return join(this.#directory, 'blobs', blob);
  }

  /** The newest version; undefined where there is none or it is a delete marker. */
  current(key: string): Version | undefined {
    const newest = this.#entries.get(key)?.[0];
    return newest?.deleteMarker ? undefined : newest;
  }

  versions(key: string): readonly Version[] {
    return this.#entries.get(key) ?? [];
  }

  /** Keys in the order of their UTF-8 bytes, delete markers included. */
  keys(): readonly string[] {
    this.#sorted ??= [...this.#entries.keys()].sort(byBytes);
    return this.#sorted;
  }

  /** Makes a version the newest; in a bucket without versioning it replaces what was there. */
  put(key: string, version: Omit<Version, 'versionId'>): Version {
    const made: Version = {
      versionId: this.versioned ? randomUUID().replaceAll('-', '') : NULL_VERSION,
      ...version,
    };
    this.#replace(key, this.versioned ? [made, ...this.versions(key)] : [made]);
    return made;
  }

  /** Replaces one version's record, e.g. its tags. */
  update(key: string, version: Version): void {
    this.#replace(
      key,
      this.versions(key).map((old) => (old.versionId === version.versionId ? version : old)),
    );
  }

  /** Deletes a key: for good without versioning, by a delete marker with it. Gives the marker. */
  delete(key: string, now: number): Version | undefined {
    if (!this.versioned) {
      if (this.#entries.has(key)) this.#replace(key, []);
      return undefined;
    }
    return this.put(key, { deleteMarker: true, blob: '', size: 0, etag: '', lastModified: now, headers: {} });
  }

  deleteVersion(key: string, versionId: string): void {
    this.#replace(
      key,
      this.versions(key).filter((version) => version.versionId !== versionId),
    );
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  close(): void {
    closeSync(this.#file);
  }

  #replace(key: string, versions: readonly Version[]): void {
    const old = this.versions(key);
    writeSync(this.#file, `${JSON.stringify({ key, versions } satisfies Entry)}\n`);
    fsyncSync(this.#file);
    this.#remember(key, versions);
    for (const { blob } of old.filter(
      (version) => version.blob !== '' && !versions.some((kept) => kept.blob === version.blob),
    )) {
      // Who has it open reads on: the bytes go when the last reader closes.
      rm(this.blobPath(blob), { force: true }).catch(() => undefined);
    }
  }

  #remember(key: string, versions: readonly Version[]): void {
    const known = this.#entries.has(key);
    if (versions.length === 0) this.#entries.delete(key);
    else this.#entries.set(key, versions);
    if (known !== this.#entries.has(key)) this.#sorted = undefined;
  }

  #load(): void {
    const lines = readLines(this.#journal);
    for (const { key, versions } of lines) {
      if (versions.length === 0) this.#entries.delete(key);
      else this.#entries.set(key, versions);
    }
    this.#compact(lines.length);
    this.#removeStrays();
  }

  #compact(lines: number): void {
    if (lines > 0 && lines <= 2 * this.#entries.size + 100) return;
    const entries = [...this.#entries].map(
      ([key, versions]) => `${JSON.stringify({ key, versions } satisfies Entry)}\n`,
    );
    writeFileDurably(this.#journal, entries.join(''));
  }

  /** Blobs that no version names: a crash came between a blob and its line, or between a line and the old blob's end. */
  #removeStrays(): void {
    const named = new Set([...this.#entries.values()].flat().map(({ blob }) => blob));
    for (const blob of readdirSync(join(this.#directory, 'blobs'))) {
      if (!named.has(blob)) rmSync(this.blobPath(blob), { force: true });
    }
  }
}

/** The journal's whole lines; a last line that a crash tore is no line, and is cut off. */
function readLines(path: string): Entry[] {
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    appendFileSync(path, '');
  }
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length !== text.length) writeFileDurably(path, whole);
  return whole
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Entry);
}
