import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Shape } from '../../aws/call.ts';
import { readJson, writeJson } from '../../disk/json-file.ts';
import { noSuchUpload } from './failures.ts';
import type { Version } from './object-store.ts';

export interface Part {
  readonly number: number;
  readonly blob: string;
  readonly size: number;
  readonly md5: string;
  readonly lastModified: number;
  readonly checksum?: { readonly algorithm: string; readonly value: string };
}

export interface Upload extends Pick<Version, 'headers' | 'placement' | 'tags'> {
  readonly id: string;
  readonly key: string;
  readonly startedAt: number;
  /** Who may complete it knows which checksums the parts carry. */
  readonly checksum?: { readonly algorithm: string; readonly type: 'FULL_OBJECT' | 'COMPOSITE' };
}

/** What the completion of an upload gave, for clients that ask again because they did not hear it. */
export interface Completion {
  readonly key: string;
  readonly completedAt: number;
  readonly content: Shape;
}

/** S3 answers a repeated completion with success for a while, and says nowhere for how long. */
const COMPLETIONS_KEPT_MS = 24 * 3_600_000;
const COMPLETED = '.completed';

/** Folders of uploads that ended are moved here first: a folder that is half gone must not be found again. */
const ENDED = '.ended';

/** Whether a text could be the id of an upload. */
export const isUploadId = (id: string): boolean => /^[0-9a-f]{48}$/.test(id);

/** Unfinished multipart uploads of one bucket: a folder each, with a record and the parts' blobs and records. */
export class Uploads {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
    rmSync(join(directory, ENDED), { recursive: true, force: true });
    this.#sweepCompletions(Date.now());
  }

  start(upload: Omit<Upload, 'id'>): Upload {
    const made: Upload = { id: randomBytes(24).toString('hex'), ...upload };
    writeJson(join(this.#folder(made.id), 'upload.json'), made);
    return made;
  }

  #folder(id: string): string {
    return join(this.#directory, id);
  }

  /** Throws NoSuchUpload unless the upload is there and is of this key. */
  get(id: string, key: string): Upload {
    const upload = isUploadId(id)
      ? (readJson(join(this.#folder(id), 'upload.json')) as Upload | undefined)
      : undefined;
    if (upload?.key !== key) throw noSuchUpload(id);
    return upload;
  }

  /** In the order of keys, then of their start. */
  all(): Upload[] {
    return readdirSync(this.#directory)
      .filter((id) => !id.startsWith('.'))
      .flatMap((id) => (readJson(join(this.#folder(id), 'upload.json')) as Upload | undefined) ?? [])
      .sort((a, b) => (a.key === b.key ? a.startedAt - b.startedAt : a.key < b.key ? -1 : 1));
  }

  /** Recorded before the upload ends: of a crash in between a repeated completion shall not write anew. */
  recordCompletion(id: string, completion: Completion): void {
    writeJson(this.#completionPath(id), completion);
  }

  /** The answer of a completion of the last day; undefined where the upload was not completed. */
  completion(id: string, key: string): Completion | undefined {
    if (!isUploadId(id)) return undefined;
    const found = readJson(this.#completionPath(id)) as Completion | undefined;
    return found?.key === key ? found : undefined;
  }

  #completionPath(id: string): string {
    return join(this.#directory, COMPLETED, `${id}.json`);
  }

  /** Forgets completions of earlier days, and ends uploads that a crash left behind their completion. */
  #sweepCompletions(now: number): void {
    const folder = join(this.#directory, COMPLETED);
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (!name.endsWith('.json') || now - statSync(path).mtimeMs > COMPLETIONS_KEPT_MS) rmSync(path);
      else if (existsSync(this.#folder(name.slice(0, -5)))) this.end(name.slice(0, -5));
    }
  }

  blobPath(id: string, blob: string): string {
    return join(this.#folder(id), blob);
  }

  /** Replaces an earlier part of the number; throws NoSuchUpload where the upload ended while the part came in. */
  putPart(id: string, part: Part): void {
    if (!existsSync(this.#folder(id))) throw noSuchUpload(id);
    const record = join(this.#folder(id), `part-${part.number}.json`);
    const replaced = readJson(record) as Part | undefined;
    writeJson(record, part);
    if (replaced) rm(this.blobPath(id, replaced.blob), { force: true }).catch(() => undefined);
  }

  parts(id: string): Part[] {
    return readdirSync(this.#folder(id))
      .filter((name) => /^part-\d+\.json$/.test(name))
      .map((name) => readJson(join(this.#folder(id), name)) as Part)
      .sort((a, b) => a.number - b.number);
  }

  end(id: string): void {
    const ended = join(this.#directory, ENDED);
    mkdirSync(ended, { recursive: true });
    renameSync(this.#folder(id), join(ended, id));
    rm(join(ended, id), { recursive: true, force: true }).catch(() => undefined); // else at the next start
  }
}
