import {
  type DatasetContract,
  GENERATED_LINE,
  type LookupContract,
  LookupManifest,
  lookupManifestKey,
} from '@tlc-elt/contracts';
import type { Bucket } from './bucket.ts';
import { documentAt } from './document.ts';

/** Id → name of what the dataset's pickups are named by, of the newest version that raw has; empty where it has none. */
export async function zoneNamesOf(raw: Bucket, { named }: DatasetContract): Promise<Map<number, string>> {
  if (named === undefined) return new Map();
  const manifest = await documentAt(raw, LookupManifest, lookupManifestKey(named.lookup));
  const text = manifest?.kept && (await raw.text(manifest.kept.key));
  return text === undefined ? new Map() : namesIn(named.lookup, text);
}

/** The names in a lookup's file. */
export function namesIn({ columns }: LookupContract, text: string): Map<number, string> {
  const [header = [], ...rows] = linesOf(text);
  const placeOf = (source: string | undefined): number => header.indexOf(source ?? '');
  const key = placeOf(columns[0]?.source);
  const name = placeOf(columns.find(({ names }) => names === 'zone')?.source);
  return new Map(
    rows.flatMap((values) => {
      const [id, value] = [values[key], values[name]];
      return id === undefined || value === undefined ? [] : [[Number(id), value]];
    }),
  );
}

/** A value with what ends it: within quotes, in which quotes are doubled, or bare. */
const VALUE = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

/** Lines of a CSV, but the one that says that it was made up. */
function linesOf(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  VALUE.lastIndex = 0;
  while (VALUE.lastIndex < text.length) {
    const found = VALUE.exec(text);
    if (found === null) break;
    line.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === ',') continue;
    lines.push(line);
    line = [];
  }
  return lines.filter(([first]) => first !== GENERATED_LINE && first !== '');
}
