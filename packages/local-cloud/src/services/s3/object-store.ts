import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { Blobs } from './blobs.ts';
import { type Change, Journal } from './journal.ts';
import { SortedKeys } from './sorted-keys.ts';
import { checkVersionId, NULL_VERSION, type Version } from './version.ts';

export type { StoredChecksum, Version } from './version.ts';

export type Versioning = 'Enabled' | 'Suspended' | undefined;

/** Throws for it to stay unwritten; runs in the same turn as the write, so of concurrent writers one comes through. */
export type Check = (current: Version | undefined) => void;

/** The objects of one bucket: immutable blob files, and a journal that says which versions a key has. */
export class ObjectStore {
  versioning: Versioning;
  readonly blobs: Blobs;
  readonly #journal: Journal;
  readonly #entries: Map<string, readonly Version[]>;
  readonly #keys: SortedKeys;

  constructor(directory: string, versioning: Versioning) {
    mkdirSync(directory, { recursive: true });
    this.versioning = versioning;
    this.#journal = new Journal(directory);
    this.#entries = this.#journal.load();
    this.#keys = new SortedKeys(this.#entries.keys());
    this.blobs = new Blobs(directory);
    this.blobs.removeStrays(new Set([...this.#entries.values()].flat().map(({ blob }) => blob)));
  }

  /** The newest version; undefined where there is none or it is a delete marker. */
  current(key: string): Version | undefined {
    const newest = this.newest(key);
    return newest?.deleteMarker ? undefined : newest;
  }

  /** The newest version or delete marker. */
  newest(key: string): Version | undefined {
    return this.#entries.get(key)?.[0];
  }

  version(key: string, versionId: string): Version | undefined {
    checkVersionId(versionId);
    return this.versions(key).find((version) => version.versionId === versionId);
  }

  /** Newest first. */
  versions(key: string): readonly Version[] {
    return this.#entries.get(key) ?? [];
  }

  /** Keys in the order of their UTF-8 bytes, those with only delete markers included. */
  get keys(): SortedKeys {
    return this.#keys;
  }

  /** Makes a version the newest; without versioning it replaces the one whose id is `null`. */
  put(key: string, version: Omit<Version, 'versionId'>, check: Check = () => undefined): Version {
    check(this.current(key));
    const versionId = this.versioning === 'Enabled' ? randomUUID().replaceAll('-', '') : NULL_VERSION;
    const made: Version = { versionId, ...version };
    this.#change({ key, add: made, ...(versionId === NULL_VERSION ? { drop: NULL_VERSION } : {}) });
    return made;
  }

  /** Replaces one version's record, e.g. its tags. */
  update(key: string, version: Version): void {
    this.#change({ key, update: version });
  }

  /** Deletes a key: for good without versioning, by a delete marker with it. Gives the marker. */
  delete(key: string, now: number): Version | undefined {
    if (this.versioning !== undefined)
      return this.put(key, {
        deleteMarker: true,
        blob: '',
        size: 0,
        etag: '',
        lastModified: now,
        headers: {},
      });
    if (this.#entries.has(key)) this.#change({ key, drop: NULL_VERSION });
    return undefined;
  }

  /** Deletes one version for good; gives it, undefined where there was none. */
  deleteVersion(key: string, versionId: string): Version | undefined {
    const version = this.version(key, versionId);
    if (version) this.#change({ key, drop: versionId });
    return version;
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  close(): void {
    this.#journal.close();
  }

  #change(change: Change): void {
    const old = this.versions(change.key);
    const versions = this.#journal.append(change, this.#entries);
    if (versions.length === 0) this.#keys.delete(change.key);
    else this.#keys.add(change.key);
    const kept = new Set(versions.map(({ blob }) => blob));
    for (const { blob } of old) if (blob !== '' && !kept.has(blob)) this.blobs.remove(blob);
  }
}
