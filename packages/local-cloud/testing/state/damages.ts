import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Kind } from '../../src/disk/state/kinds.ts';
import { keptFiles } from '../../src/disk/state/seal.ts';
import type { Said, Stage } from './stage.ts';
import { WRITES, type Write } from './writes.ts';

/** What a damaged file then holds. `part` from 0 to 1 says where. */
export type Damage = (bytes: Buffer, part: number) => Buffer;

export const DAMAGES: Readonly<Record<string, Damage>> = {
  halved: (bytes, part) => bytes.subarray(0, Math.floor(bytes.length * part)),
  emptied: () => Buffer.alloc(0),
  'one bit': (bytes, part) => {
    const flipped = Buffer.from(bytes);
    const at = Math.floor(bytes.length * part);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(part * 8));
    return flipped;
  },
};

/** A generator of numbers from 0 to 1: mulberry32. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A stage that has a file of every kind and was ended in order; each damage is done to a copy of it. */
export class Damaged {
  readonly stage: Stage;
  /** Every file that is kept and has bytes, with its kind. */
  readonly files: ReadonlyMap<string, Kind>;
  readonly #whole: string;

  private constructor(stage: Stage) {
    this.stage = stage;
    this.#whole = `${stage.localDir}.whole`;
    const kept = [...keptFiles(stage.folders.state)];
    this.files = new Map(kept.filter(([path]) => statSync(this.path(path)).size > 0));
    cpSync(stage.localDir, this.#whole, { recursive: true, preserveTimestamps: true });
  }

  static async of(stage: Stage, writes: readonly Write[] = WRITES): Promise<Damaged> {
    await stage.up();
    for (const kind of writes) await kind.write(stage, 1);
    for (let look = 0; pendingEvents(stage) > 0 && look < 100; look += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    await stage.down();
    return new Damaged(stage);
  }

  path(path: string): string {
    return join(this.stage.folders.state, path);
  }

  /** The stage as it was before every damage. */
  restore(): void {
    rmSync(this.stage.localDir, { recursive: true });
    cpSync(this.#whole, this.stage.localDir, { recursive: true, preserveTimestamps: true });
  }

  /** Damages files, and tries to start. Gives what is not as the table says. */
  async faults(paths: readonly string[], damage: Damage, part: () => number): Promise<string[]> {
    this.restore();
    const before = new Map(paths.map((path) => [path, readFileSync(this.path(path))]));
    const after = new Map([...before].map(([path, bytes]) => [path, damage(bytes, part())]));
    for (const [path, bytes] of after) writeFileSync(this.path(path), bytes);
    const said = await this.stage.tryUp();
    await this.stage.down();
    const refused = paths.filter((path) => this.files.get(path)?.fate === 'refused');
    return refused.length > 0 ? this.#refused(said, refused, after) : this.#told(said, after);
  }

  /** It must not start, name the files and what they held, and leave everything as it is. */
  #refused({ code, stderr }: Said, refused: readonly string[], after: ReadonlyMap<string, Buffer>): string[] {
    const untold = refused.filter((path) => !stderr.includes(`${this.path(path)} is damaged (`));
    const moved = [...after].filter(([path, bytes]) => !holds(this.path(path), bytes));
    return [
      ...(code === 0 ? [`it starts without ${refused.join(', ')}`] : []),
      ...untold.map((path) => `${path} is not named: ${stderr}`),
      ...refused
        .filter((path) => !stderr.includes(`it held ${this.files.get(path)?.holds}`))
        .map((path) => `what ${path} held is not said`),
      ...moved.map(([path]) => `${path} was changed`),
    ];
  }

  /** It must start, name each file and no other, and keep the damaged bytes where it says. */
  #told({ code, stderr }: Said, after: ReadonlyMap<string, Buffer>): string[] {
    const { damaged } = this.stage.folders;
    const untold = [...after.keys()].filter((path) => !stderr.includes(`${this.path(path)} was damaged (`));
    const lost = [...after].filter(([path, bytes]) => !holds(join(damaged, path), bytes));
    const set = existsSync(damaged)
      ? readdirSync(damaged, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => relative(damaged, join(entry.parentPath, entry.name)))
      : [];
    return [
      ...(code === 0 ? [] : [`it does not start: ${stderr}`]),
      ...untold.map((path) => `${path} is not named: ${stderr}`),
      ...lost.map(([path]) => `the damaged ${path} is not kept`),
      ...set.filter((path) => !after.has(path)).map((path) => `${path} was whole, and is set aside`),
    ];
  }
}

const holds = (path: string, bytes: Buffer): boolean => existsSync(path) && readFileSync(path).equals(bytes);

const pendingEvents = ({ folders }: Stage): number => {
  const folder = join(folders.state, 'lambda/events');
  return existsSync(folder) ? readdirSync(folder).length : 0;
};
