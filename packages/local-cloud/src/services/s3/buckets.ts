import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceError } from '../../aws/errors.ts';
import { fileName, nameOf } from '../../disk/file-name.ts';
import { readJson, writeJson } from '../../disk/json-file.ts';
import { noSuchBucket } from './failures.ts';
import { ObjectStore, type Versioning } from './object-store.ts';
import { Uploads } from './uploads.ts';

type Properties = Readonly<Record<string, unknown>>;

/** What was set on a bucket by API; it outlives restarts. */
interface Settings {
  readonly versioning?: Versioning;
  /** Versioning of the template when it was last applied: as CloudFormation, only a change of it is applied anew. */
  readonly templateVersioning?: Versioning;
  readonly tags?: Readonly<Record<string, string>>;
}

/** One bucket: its objects, its unfinished uploads, what template and API say of it. */
export interface Bucket {
  readonly name: string;
  readonly createdAt: Date;
  readonly objects: ObjectStore;
  readonly uploads: Uploads;
  /** Resolved properties of its AWS::S3::Bucket; empty for a bucket that was created by API. */
  template: Properties;
  settings: Settings;
}

const versioningOf = ({ VersioningConfiguration: configuration }: Properties): Versioning => {
  const status = (configuration as { Status?: string } | undefined)?.Status;
  return status === 'Enabled' || status === 'Suspended' ? status : undefined;
};

/** "General purpose bucket naming rules", Amazon S3 user guide: beginnings and ends that are S3's own. */
const RESERVED = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

/** Every bucket, a folder each. */
export class Buckets {
  readonly #directory: string;
  readonly #open = new Map<string, Bucket>();

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
    for (const file of readdirSync(directory)) this.#openBucket(nameOf(file) ?? file);
  }

  #folder(name: string): string {
    return join(this.#directory, fileName(name));
  }

  #settingsPath(name: string): string {
    return join(this.#folder(name), 'bucket.json');
  }

  #openBucket(name: string): Bucket {
    const directory = this.#folder(name);
    mkdirSync(directory, { recursive: true });
    const settings = (readJson(this.#settingsPath(name)) as Settings | undefined) ?? {};
    const bucket: Bucket = {
      name,
      createdAt: statSync(directory).birthtime,
      objects: new ObjectStore(directory, settings.versioning),
      uploads: new Uploads(join(directory, 'uploads')),
      template: {},
      settings,
    };
    this.#open.set(name, bucket);
    return bucket;
  }

  #save(bucket: Bucket, settings: Settings): void {
    writeJson(this.#settingsPath(bucket.name), settings);
    bucket.settings = settings;
  }

  has(name: string): boolean {
    return this.#open.has(name);
  }

  /** Throws NoSuchBucket. */
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
    if (
      RESERVED.test(name) ||
      !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) ||
      /\.\.|^\d+\.\d+\.\d+\.\d+$/.test(name)
    )
      throw new ServiceError('InvalidBucketName', `The specified bucket is not valid: ${name}`);
    return this.#open.get(name) ?? this.#openBucket(name);
  }

  /** Makes a bucket be as its template says. */
  deploy(name: string, template: Properties): void {
    const bucket = this.#open.get(name) ?? this.#openBucket(name);
    bucket.template = template;
    const wanted = versioningOf(template);
    if (bucket.settings.templateVersioning === wanted) return;
    this.#save(bucket, { ...bucket.settings, versioning: wanted, templateVersioning: wanted });
    bucket.objects.versioning = wanted;
  }

  setVersioning(bucket: Bucket, versioning: Versioning): void {
    this.#save(bucket, { ...bucket.settings, versioning });
    bucket.objects.versioning = versioning;
  }

  setTags(bucket: Bucket, tags: Readonly<Record<string, string>>): void {
    this.#save(bucket, { ...bucket.settings, tags });
  }

  delete(name: string): void {
    const bucket = this.get(name);
    if (!bucket.objects.isEmpty)
      throw new ServiceError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, {
        BucketName: name,
      });
    bucket.objects.close();
    this.#open.delete(name);
    rmSync(this.#folder(name), { recursive: true, force: true });
  }

  close(): void {
    for (const { objects } of this.#open.values()) objects.close();
  }
}
