import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { Month, World } from '../faults/world.ts';

/** What somebody does to a loaded month behind the pipeline's back, and what `ops verify` must say of it. */
export interface Tampering {
  /** Unique; ends the sentence "somebody has …". */
  readonly what: string;
  readonly act: (month: Tampered) => Promise<unknown>;
  /** Code of the problem; several where chance decides. */
  readonly finds: readonly string[];
  /** The least that must be read to find it. */
  readonly depth: Depth;
  /** The command that heals it, as it is printed; `MONTH` and `FIRST` stand for the month and its first day. */
  readonly advice: RegExp;
  /** Where the problem is, if not in the month: in another one, or beside the months with a message that begins so. */
  readonly where?: { readonly month: string } | { readonly beside: string };
}
export type Depth = 'quick' | 'default' | 'deep';

export const RELOAD = /^\S+ -y pnpm@12.21.0 ops run MONTH --force$/;
export const REMOVE_ROW =
  /^\S+ -y pnpm@12.21.0 ops sql --write "DELETE FROM load_ledger WHERE dataset = 'yellow' AND source_month = 'FIRST' AND load_number (= \d+|IS NULL)", then: \S+ -y pnpm@12.21.0 ops run MONTH --force$/;

/** A month with what tampering needs: its objects, and statements of the warehouse's administrator. */
export class Tampered {
  readonly month: string;
  /** Its first day, as tables have it. */
  readonly first: string;
  /** `WHERE source_month = …` */
  readonly where: string;
  readonly #world: World;

  constructor({ world, month }: Month) {
    this.#world = world;
    this.month = month;
    this.first = `${month}-01`;
    this.where = `WHERE source_month = '${this.first}'`;
  }

  /** One statement of the warehouse's administrator. */
  write(statement: string): Promise<void> {
    return this.#world.clients.write(statement);
  }

  get processed(): Folder {
    return this.#folder(this.#world.clients.buckets.processed, this.month);
  }

  get raw(): Folder {
    return this.#folder(this.#world.clients.buckets.raw, this.month);
  }

  /** The processed files of another month. */
  processedOf(month: string): Folder {
    return this.#folder(this.#world.clients.buckets.processed, month);
  }

  rawOf(month: string): Folder {
    return this.#folder(this.#world.clients.buckets.raw, month);
  }

  #folder(bucket: string, month: string): Folder {
    return new Folder(this.#world, bucket, `yellow/${month.replace('-', '/')}/`);
  }
}

/** Changes a document, whose form it knows. */
// biome-ignore lint/suspicious/noExplicitAny: a document that is broken on purpose is of no schema
export type Edit = (document: any) => void;

/** The objects of a month in one bucket; each is named by a part of its key. */
export class Folder {
  readonly #world: World;
  readonly #bucket: string;
  readonly #prefix: string;

  constructor(world: World, bucket: string, prefix: string) {
    this.#world = world;
    this.#bucket = bucket;
    this.#prefix = prefix;
  }

  async key(part: string): Promise<string> {
    const { Contents = [] } = await this.#world.clients.s3.send(
      new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: this.#prefix }),
    );
    const found = Contents.map(({ Key = '' }) => Key).find((key) => key.includes(part));
    if (found === undefined) throw new Error(`no ${part} below ${this.#bucket}/${this.#prefix}`);
    return found;
  }

  async read(part: string): Promise<Uint8Array> {
    const object = { Bucket: this.#bucket, Key: await this.key(part) };
    const { Body } = await this.#world.clients.s3.send(new GetObjectCommand(object));
    return (Body as { transformToByteArray(): Promise<Uint8Array> }).transformToByteArray();
  }

  async write(part: string, Body: Uint8Array | string): Promise<void> {
    const object = { Bucket: this.#bucket, Key: await this.key(part), Body };
    await this.#world.clients.s3.send(new PutObjectCommand(object));
  }

  async remove(part: string): Promise<void> {
    const object = { Bucket: this.#bucket, Key: await this.key(part) };
    await this.#world.clients.s3.send(new DeleteObjectCommand(object));
  }

  /** A copy beside an object. */
  async copy(part: string, name: string): Promise<void> {
    const key = await this.key(part);
    const Key = key.replace(/[^/]+$/, name);
    const copy = { Bucket: this.#bucket, CopySource: `${this.#bucket}/${key}`, Key };
    await this.#world.clients.s3.send(new CopyObjectCommand(copy));
  }

  /** Changes some bytes; the length stays unless the change gives another. */
  async change(part: string, change: (bytes: Uint8Array) => Uint8Array): Promise<void> {
    await this.write(part, change(await this.read(part)));
  }

  async edit(part: string, edit: Edit): Promise<void> {
    const document = JSON.parse(Buffer.from(await this.read(part)).toString()) as unknown;
    edit(document);
    await this.write(part, JSON.stringify(document));
  }
}

/** One bit of a file, early in the pages of its first column. */
export const flipped = (bytes: Uint8Array): Uint8Array => {
  const other = Uint8Array.from(bytes);
  other[60] = (other[60] ?? 0) ^ 4;
  return other;
};
