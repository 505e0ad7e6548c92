import { randomUUID } from 'node:crypto';
import { copyFileSync, linkSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** How long a file whose path was given away outlives its object. */
const LENT_MS = 10 * 60 * 1000;

/** The bytes of a bucket's objects: files that are written once, under names of their own. */
export class Blobs {
  readonly #directory: string;
  /** Blob → until when somebody may still be about to open it by its path. */
  readonly #lent = new Map<string, number>();

  constructor(directory: string) {
    this.#directory = join(directory, 'blobs');
    mkdirSync(this.#directory, { recursive: true });
  }

  newName(): string {
    return randomUUID();
  }

  path(blob: string): string {
    return join(this.#directory, blob);
  }

  /** The path for a reader that opens the file by itself, later. */
  lend(blob: string): string {
    const now = Date.now();
    for (const [name, until] of this.#lent) if (until < now) this.#lent.delete(name);
    this.#lent.set(blob, now + LENT_MS);
    return this.path(blob);
  }

  /** Opens in this very turn: the file of a current version cannot be gone. Gives a descriptor that the caller closes. */
  open(blob: string): number {
    return openSync(this.path(blob), 'r');
  }

  /** The same bytes under another name, in this very turn; files never change, so one inode serves both. */
  duplicate(blob: string, target: Blobs): string {
    const name = target.newName();
    try {
      linkSync(this.path(blob), target.path(name));
    } catch {
      copyFileSync(this.path(blob), target.path(name)); // a file system without hard links
    }
    return name;
  }

  /** Removes a file that no version names; who has it open reads on. */
  remove(blob: string): void {
    const wait = (this.#lent.get(blob) ?? 0) - Date.now();
    if (wait > 0) setTimeout(() => this.remove(blob), wait).unref();
    else rm(this.path(blob), { force: true }).catch(() => undefined); // else a stray, removed at the next start
  }

  /** Removes what no version names: a crash came between a blob and its line. */
  removeStrays(named: ReadonlySet<string>): void {
    for (const blob of readdirSync(this.#directory))
      if (!named.has(blob)) rmSync(this.path(blob), { force: true });
  }
}
