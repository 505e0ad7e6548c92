import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson, writeJson } from '../../store/json-file.ts';
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

/** Folders of uploads that ended are moved here first: a folder that is half gone must not be found again. */
const ENDED = '.ended';

/** Unfinished multipart uploads of one bucket: a folder each, with a record and the parts' blobs and records. */
export class Uploads {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
    rmSync(join(directory, ENDED), { recursive: true, force: true });
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
    const upload = /^[0-9a-f]{48}$/.test(id)
      ? (readJson(join(this.#folder(id), 'upload.json')) as Upload | undefined)
      : undefined;
    if (upload?.key !== key) throw noSuchUpload(id);
    return upload;
  }

  /** In the order of keys, then of their start. */
  all(): Upload[] {
    return readdirSync(this.#directory)
      .filter((id) => id !== ENDED)
      .flatMap((id) => (readJson(join(this.#folder(id), 'upload.json')) as Upload | undefined) ?? [])
      .sort((a, b) => (a.key === b.key ? a.startedAt - b.startedAt : a.key < b.key ? -1 : 1));
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
