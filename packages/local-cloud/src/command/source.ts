import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { writeFileDurably } from '../disk/durable.ts';
import { type Place, UserError } from './place.ts';
import type { StageFolders } from './record.ts';

/** The publisher itself, in records and in what is remembered. */
const ORIGIN = 'origin';

/** The source as people read it. */
export const sourceText = (source: string): string => (source === ORIGIN ? 'the publisher itself' : source);

/** A folder of files, or `origin`: as given, else that of the stage's last start. */
export function chooseSource(place: Place, folders: StageFolders, given: string | undefined): string {
  const remembered = given === undefined ? readRemembered(folders) : undefined;
  if (remembered === '')
    throw new UserError(
      `${folders.source} is damaged: it is empty, and held the source of the last start; name it by --source DIR`,
    );
  const chosen = given ?? remembered ?? ORIGIN;
  if (chosen === ORIGIN || chosen === place.configuration.origin) return ORIGIN;
  const folder = resolve(place.cwd, chosen);
  const from = remembered === undefined ? `--source ${folder}` : `${folder}, the source of the last start,`;
  const next = `name another by --source DIR; --source ${place.configuration.origin} is the publisher itself`;
  if (entriesOf(folder, from, next) === 0) place.say(`${from} is empty: nothing is published there`);
  return folder;
}

/** Keeps what the next start without `--source` takes. */
export const remember = ({ source }: StageFolders, chosen: string): void =>
  writeFileDurably(source, `${chosen}\n`);

function readRemembered({ source }: StageFolders): string | undefined {
  try {
    return readFileSync(source, 'utf8').trimEnd();
  } catch {
    return undefined;
  }
}

function entriesOf(folder: string, from: string, next: string): number {
  try {
    return readdirSync(folder).length;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UserError(`${from} does not exist: ${next}`);
    if (code === 'ENOTDIR') throw new UserError(`${from} is a file: name the folder that it lies in`);
    throw new UserError(`${from} cannot be read (${code}): ${next}`);
  }
}
