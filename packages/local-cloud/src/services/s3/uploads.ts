import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writeJson } from '../../store/json-file.ts';
import { noSuchUpload } from './failures.ts';

export interface Part {
  readonly number: number;
  readonly blob: string;
  readonly size: number;
  readonly md5: string;
  readonly lastModified: number;
  readonly checksum?: { readonly algorithm: string; readonly value: string };
}

export interface Upload {
  readonly id: string;
  readonly key: string;
  readonly startedAt: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Unfinished multipart uploads of one bucket: a folder each, with a record and the parts' blobs and records. */
export class Uploads {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
  }

  start(key: string, headers: Readonly<Record<string, string>>, now: number): Upload {
    const upload: Upload = { id: randomBytes(24).toString('hex'), key, startedAt: now, headers };
    mkdirSync(this.#folder(upload.id));
    writeJson(join(this.#folder(upload.id), 'upload.json'), upload);
    return upload;
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

  all(): Upload[] {
    return readdirSync(this.#directory)
      .flatMap((id) => (readJson(join(this.#directory, id, 'upload.json')) as Upload | undefined) ?? [])
      .sort((a, b) => (a.key === b.key ? a.startedAt - b.startedAt : a.key < b.key ? -1 : 1));
  }

  blobPath(id: string, blob: string): string {
    return join(this.#folder(id), blob);
  }

  putPart(id: string, part: Part): void {
    if (!existsSync(this.#folder(id))) throw noSuchUpload(id); // aborted while the part came in
    writeJson(join(this.#folder(id), `part-${part.number}.json`), part);
  }

  parts(id: string): Part[] {
    return readdirSync(this.#folder(id))
      .filter((name) => name.startsWith('part-'))
      .map((name) => readJson(join(this.#folder(id), name)) as Part)
      .sort((a, b) => a.number - b.number);
  }

  end(id: string): void {
    rmSync(this.#folder(id), { recursive: true, force: true });
  }
}
