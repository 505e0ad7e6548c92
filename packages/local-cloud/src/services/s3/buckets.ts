import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceError } from '../../service.ts';
import { noSuchBucket } from './failures.ts';
import { ObjectStore } from './object-store.ts';
import { Uploads } from './uploads.ts';

/** One bucket: its objects and its unfinished uploads. */
export interface Bucket {
  readonly name: string;
  readonly createdAt: Date;
  readonly objects: ObjectStore;
  readonly uploads: Uploads;
}

/** Every bucket, a folder each. */
export class Buckets {
  readonly #directory: string;
  readonly #versioned: ReadonlySet<string>;
  readonly #open = new Map<string, Bucket>();

  /** `versioned` names the buckets whose template asks for versioning. */
  constructor(directory: string, versioned: ReadonlySet<string>) {
    this.#directory = directory;
    this.#versioned = versioned;
    mkdirSync(directory, { recursive: true });
    for (const name of readdirSync(directory)) this.#openBucket(name);
  }

  #openBucket(name: string): Bucket {
    const directory = join(this.#directory, name);
    mkdirSync(directory, { recursive: true });
    const bucket = {
      name,
      createdAt: statSync(directory).birthtime,
      objects: new ObjectStore(directory, this.#versioned.has(name)),
      uploads: new Uploads(join(directory, 'uploads')),
    };
    this.#open.set(name, bucket);
    return bucket;
  }

  has(name: string): boolean {
    return this.#open.has(name);
  }

  get(name: string): Bucket {
    const bucket = this.#open.get(name);
    if (!bucket) throw noSuchBucket(name);
    return bucket;
  }

  all(): Bucket[] {
    return [...this.#open.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Idempotent. Throws InvalidBucketName for what S3 would refuse. */
  create(name: string): Bucket {
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name))
      throw new ServiceError('InvalidBucketName', `The specified bucket is not valid: ${name}`);
    return this.#open.get(name) ?? this.#openBucket(name);
  }

  delete(name: string): void {
    const bucket = this.get(name);
    if (!bucket.objects.isEmpty)
      throw new ServiceError('BucketNotEmpty', `The bucket you tried to delete is not empty: ${name}`, 409);
    bucket.objects.close();
    this.#open.delete(name);
    rmSync(join(this.#directory, name), { recursive: true, force: true });
  }

  close(): void {
    for (const { objects } of this.#open.values()) objects.close();
  }
}
