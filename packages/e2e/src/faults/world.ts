import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { etagOf, Publisher, type PublisherFault } from '@tlc-elt/testing';
import { Clients } from '../clients.ts';
import { expectedFingerprint } from '../expected.ts';
import { fileOf, generate, publish } from '../months.ts';
import type { SeamRule } from '../seam/rule.ts';
import { Seam } from '../seam/seam.ts';
import { LocalStage, type RanMonth, type VerifiedMonth } from '../stage.ts';
import { type Fingerprint, fingerprints } from '../table.ts';
import { made, type TriedDataset, triedDatasets, trips } from '../trips.ts';

const BASE_ROWS = 500;

/** Which month of which dataset. */
interface DatasetMonth {
  readonly dataset: TriedDataset;
  readonly month: string;
}

/** A stage whose publisher, network and processes can fail. */
export class World {
  readonly stage: LocalStage;
  readonly seam: Seam;
  clients: Clients;
  readonly publisher: Publisher;
  readonly published: string;
  /** Of each dataset the file of which every month is made, by moving its moments. */
  readonly #bases: Readonly<Record<TriedDataset, string>>;

  private constructor(given: {
    stage: LocalStage;
    seam: Seam;
    clients: Clients;
    publisher: Publisher;
    published: string;
    bases: Readonly<Record<TriedDataset, string>>;
  }) {
    this.stage = given.stage;
    this.seam = given.seam;
    this.clients = given.clients;
    this.publisher = given.publisher;
    this.published = given.published;
    this.#bases = given.bases;
  }

  static async create(): Promise<World> {
    const published = await mkdtemp(join(tmpdir(), 'tlc-published-'));
    const files = triedDatasets.map(async (dataset) => {
      const folder = join(published, 'base');
      return [dataset, await generate(folder, made[dataset].base, BASE_ROWS, [], dataset)] as const;
    });
    const bases = Object.fromEntries(await Promise.all(files)) as Record<TriedDataset, string>;
    const publisher = await Publisher.listen(published);
    const seam = new Seam();
    const stage = await LocalStage.start({
      source: published,
      engine: 'duckdb',
      env: { TLC_DATASETS: triedDatasets.join(','), TLC_STOP_ON: 'day' },
      ownEnv: seam.env,
    });
    const clients = new Clients(stage);
    await clients.pointAtPublisher(publisher.baseUrl);
    return new World({ stage, seam, clients, publisher, published, bases });
  }

  async remove(): Promise<void> {
    await this.stage.remove();
    await this.publisher.close();
    await rm(this.published, { recursive: true });
  }

  /** Publishes a month: the base's rows, moved there, by a SELECT from `{rows}`. */
  async publish({ dataset, month }: DatasetMonth, select: string, at: Date): Promise<string> {
    const { base, moments } = made[dataset];
    const days = `CAST(DATE '${month}-01' - DATE '${base}-01' AS INTEGER)`;
    const moved = moments.map((name) => `${name} + INTERVAL 1 DAY * ${days} AS ${name}`).join(', ');
    const rows = `(SELECT * REPLACE (${moved}) FROM {source})`;
    const path = await publish(this.#bases[dataset], this.published, month, {
      dataset,
      select: select.replaceAll('{rows}', rows),
      at,
    });
    await mkdir(this.#archive, { recursive: true });
    await copyFile(path, join(this.#archive, `${dataset}-${month}-${await etagOf(path)}`));
    return path;
  }

  /** Publishes a file again that was published before, as of now. */
  async restore({ dataset, month }: DatasetMonth, etag: string): Promise<void> {
    await copyFile(
      join(this.#archive, `${dataset}-${month}-${etag}`),
      fileOf(this.published, month, dataset),
    );
  }

  /** Starts the local cloud again over what it has. */
  async restart(engine: 'duckdb' | 'spark' = 'duckdb'): Promise<void> {
    await this.stage.down();
    await this.stage.up(engine);
    this.clients = new Clients(this.stage);
  }

  get #archive(): string {
    return join(this.published, 'archive');
  }

  /** Loads what is published of these months, eight at a time: more than a Glue job's concurrent runs. */
  async loadAll(dataset: TriedDataset, months: readonly string[]): Promise<void> {
    const range = `${months[0]}..${months.at(-1)}`;
    const { code, stdout, stderr } = await this.stage.ops(
      'run',
      range,
      '--dataset',
      dataset,
      '--no-wait',
      '--parallel',
      '8',
      '--json',
    );
    if (code !== 0 && code !== 4)
      throw new Error(`ops run ${range} ended with ${code}: ${stderr}\n${stdout}`);
  }

  month(month: string, dataset: TriedDataset = 'yellow'): Month {
    return new Month(this, month, dataset);
  }
}

/** A row of the ledger, as far as the tests look at it. */
export interface Load {
  readonly run_id: string;
  readonly source_etag: string;
  readonly loaded_rows: number;
}

export type Ran = RanMonth & { readonly code: number | null };

const OLD = new Date('2024-03-01T12:00:00Z');
const NEW = new Date('2025-03-01T12:00:00Z');

/** One month of a world. Each fault has a month of its own, so that many can happen at once. */
export class Month {
  readonly world: World;
  readonly month: string;
  readonly dataset: TriedDataset;
  /** What the table must have of the newest publication. */
  latest: Fingerprint | undefined;
  /** What the table must have of the publication that the run under the fault begins with. */
  first: Fingerprint | undefined;
  readonly #rules: string[] = [];
  #publications = 0;

  constructor(world: World, month: string, dataset: TriedDataset) {
    this.world = world;
    this.month = month;
    this.dataset = dataset;
  }

  /** Its dataset's contract, and how its months are made. */
  get trips() {
    return { ...trips[this.dataset], ...made[this.dataset] };
  }

  /** The name of a run that somebody starts by hand. */
  execution(number: number): string {
    return `${this.dataset}-${this.month}-r${number}`;
  }

  /** Its input. */
  get input() {
    return { dataset: this.dataset, month: this.month };
  }

  /** The file's name at the publisher. */
  get file(): string {
    return fileOf('', this.month, this.dataset);
  }

  /** The first publication. */
  publishOld(): Promise<Fingerprint> {
    return this.publish('SELECT * FROM {rows} LIMIT 400', OLD);
  }

  /** The one that replaces it. */
  publishNew(select = 'SELECT * FROM {rows}'): Promise<Fingerprint> {
    return this.publish(select, NEW).then((fingerprint) => {
      this.first = fingerprint;
      return fingerprint;
    });
  }

  /** Another one after that. */
  publishLater(): Promise<Fingerprint> {
    this.#publications += 1;
    const at = new Date(NEW.getTime() + (30 + this.#publications) * 86_400_000);
    return this.publish(`SELECT * FROM {rows} LIMIT ${450 + this.#publications}`, at);
  }

  /** Publishes; gives what the table must have of it. */
  async publish(select: string, at: Date): Promise<Fingerprint> {
    const path = await this.world.publish(this, select, at);
    this.latest = await expectedFingerprint(path, this.month, this.dataset);
    return this.latest;
  }

  /** Ends every fault that was made through this month. */
  heal(): void {
    this.world.publisher.heal(this.file);
    for (const id of this.#rules) this.world.seam.remove(id);
  }

  /** The publisher fails with this month's file. */
  publisherFails(...faults: Omit<PublisherFault, 'file'>[]): void {
    this.world.publisher.also(...faults.map((fault) => ({ ...fault, file: this.file })));
  }

  /** Requests that have to do with this month's objects fail; gives the rule's id. */
  objectsFail(rule: Omit<SeamRule, 'id' | 'service'>): string {
    const [year, number] = this.month.split('-');
    return this.rule({
      ...rule,
      service: 's3',
      path: `${this.dataset}/${year}/${number}/${rule.path ?? ''}`,
    });
  }

  /** Any requests fail; gives the rule's id. */
  rule(rule: Omit<SeamRule, 'id'>): string {
    const id = this.world.seam.add(rule);
    this.#rules.push(id);
    return id;
  }

  run(...flags: string[]): Promise<Ran> {
    return this.world.stage.run(this.month, '--dataset', this.dataset, ...flags);
  }

  async table(): Promise<Fingerprint | undefined> {
    const sql = (statement: string) => this.world.clients.sql(statement);
    const all = await fingerprints({ sql } as never, this.dataset);
    return all[this.month];
  }

  /** Loads of the month, oldest first. */
  loads(): Promise<Load[]> {
    return this.world.clients.sql<Load>(
      `SELECT run_id, source_etag, loaded_rows FROM load_ledger
        WHERE dataset = '${this.dataset}' AND source_month = '${this.month}-01' ORDER BY load_number`,
    );
  }

  async verified(): Promise<VerifiedMonth | undefined> {
    return (await this.world.stage.verify(this.month, '--dataset', this.dataset)).months[0];
  }
}
