import { GENERATED_LINE, type LookupContract } from '@tlc-elt/contracts';

/** A field and what ends it: RFC 4180. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

/** Values of each row of a lookup's file in the order of the contract's columns; undefined where it is none. */
export function lookupRows({ columns }: LookupContract, text: string): (string | number)[][] | undefined {
  const lines = csvLines(text.replace(/^\uFEFF/, ''))?.filter((line) => line.join('') !== '');
  const [header = [], ...rows] = (lines?.[0]?.[0] === GENERATED_LINE ? lines.slice(1) : lines) ?? [];
  const places = columns.map(({ source }) => header.indexOf(source));
  if (places.includes(-1)) return undefined;
  return rows.map((row) =>
    columns.map(({ type }, i) => {
      const value = row[places[i] ?? 0] ?? '';
      return type === 'INTEGER' ? Number(value) : value;
    }),
  );
}

/** Fields of each line; undefined where a quote stands where none may. */
function csvLines(text: string): string[][] | undefined {
  const lines: string[][] = [];
  let line: string[] = [];
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < text.length) {
    const [, quoted, bare = '', end] = FIELD.exec(text) ?? [];
    if (end === undefined) return undefined;
    line.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === ',') continue;
    lines.push(line);
    line = [];
  }
  return lines;
}
