import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DamagedFile } from '../damaged.ts';
import { readJson } from '../json-file.ts';
import { leastLength } from '../length.ts';
import { readLines } from '../lines.ts';
import { type Kind, kindOf } from './kinds.ts';
import { breakSeal, keptFiles, type Sealed, sealed, takeSeal } from './seal.ts';

/** A file without which the local cloud does not start. */
export class StateDamaged extends Error {}

interface Stage {
  /** The folder of the state. */
  readonly state: string;
  /** Where damaged files are moved. */
  readonly damaged: string;
  /** The command that removes the stage's state. */
  readonly reset: string;
}

interface Damage {
  readonly path: string;
  readonly kind: Kind;
  readonly how: string;
}

/**
 * Looks at every file of a state that nothing works on: by the seal of the last local cloud where it ended well, else
 * by its form. Damaged files are moved away, each told; throws StateDamaged where one cannot be done without.
 */
export function inspect(stage: Stage, say: (line: string) => void): void {
  const { state } = stage;
  if (!existsSync(state)) return;
  removePartial(state);
  const found = damages(state);
  const fatal = found.filter(({ kind }) => kind.fate === 'refused');
  if (fatal.length > 0) throw new StateDamaged(fatal.map((damage) => refusal(damage, stage)).join('\n'));
  for (const damage of found) say(setAside(damage, stage));
  breakSeal(state);
}

/** What a killed process left of a file that it was writing. */
function removePartial(state: string): void {
  for (const name of readdirSync(state, { recursive: true, encoding: 'utf8' }))
    if (/\.\d+\.partial$/.test(name)) rmSync(join(state, name), { recursive: true, force: true });
}

function damages(state: string): Damage[] {
  const seal = takeSeal(state);
  const kept = keptFiles(state);
  const gone = Object.keys(seal ?? {}).filter((path) => !kept.has(path));
  const lost = gone.flatMap((path) => {
    const kind = kindOf(path);
    return kind === undefined || kind === 'passing' ? [] : [{ path, kind, how: 'it is gone' }];
  });
  const changed = [...kept].flatMap(([path, kind]) => {
    const how = seal?.[path] ? change(join(state, path), seal[path]) : faultOf(join(state, path), kind);
    return how === undefined ? [] : [{ path, kind, how }];
  });
  return [...lost, ...changed];
}

function change(path: string, before: Sealed): string | undefined {
  const now = sealed(path);
  if (now.size !== before.size) return `it has ${now.size} bytes, and had ${before.size}`;
  return now.crc === before.crc ? undefined : 'its bytes are others than were written';
}

function faultOf(path: string, { form }: Kind): string | undefined {
  const [size, least] = [statSync(path).size, leastLength(path)];
  if (size < least) return `it has ${size} bytes, and had ${least}`;
  try {
    if (form === 'JSON') readJson(path);
    if (form === 'JSON lines') readLines(path);
    return undefined;
  } catch (error) {
    if (error instanceof DamagedFile) return error.how;
    throw error;
  }
}

const refusal = ({ path, kind, how }: Damage, { state, reset }: Stage): string =>
  `${join(state, path)} is damaged (${how}): it held ${kind.holds}. Next: ${kind.next}; or \`${reset}\` removes the stage's state. Where you changed it yourself, remove ${join(state, 'seal.json')}`;

function setAside({ path, kind, how }: Damage, { state, damaged }: Stage): string {
  const from = join(state, path);
  const said = `${from} was damaged (${how}): it held ${kind.holds}`;
  if (!existsSync(from)) return `${said}; ${kind.next}`;
  const to = freePath(join(damaged, path));
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  renameSync(from, to);
  return `${said}. It lies in ${to} now; ${kind.next}`;
}

/** Of a file that was damaged before there may be an earlier copy. */
function freePath(path: string): string {
  for (let n = 1; ; n += 1) {
    const free = n === 1 ? path : `${path}.${n}`;
    if (!existsSync(free)) return free;
  }
}
