import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { inflateRawSync } from 'node:zlib';

// "APPNOTE.TXT - .ZIP File Format Specification", PKWARE: sections 4.3.7, 4.3.12, 4.3.16.
const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const DEFLATED = 8;

/** No archive that a function could be made of. */
export class BadArchive extends Error {}

function endOf(zip: Buffer): number {
  for (let at = zip.length - 22; at >= 0; at -= 1) if (zip.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  throw new BadArchive('Could not unzip uploaded file: it has no end of central directory');
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly size: number;
  readonly local: number;
  readonly mode: number;
  readonly next: number;
}

function entryAt(zip: Buffer, at: number): Entry {
  if (zip.readUInt32LE(at) !== DIRECTORY_ENTRY)
    throw new BadArchive('Could not unzip uploaded file: its directory is damaged');
  const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset)) as [
    number,
    number,
    number,
  ];
  return {
    name: zip.toString('utf8', at + 46, at + 46 + name),
    method: zip.readUInt16LE(at + 10),
    size: zip.readUInt32LE(at + 20),
    local: zip.readUInt32LE(at + 42),
    mode: zip.readUInt32LE(at + 38) >>> 16,
    next: at + 46 + name + extra + comment,
  };
}

/** Unpacks a zip archive into a folder; throws BadArchive on one that is damaged or leads outside. */
export function unzip(zip: Buffer, folder: string): void {
  const end = endOf(zip);
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count -= 1) {
    const entry = entryAt(zip, at);
    at = entry.next;
    const path = join(folder, normalize(entry.name));
    if (!path.startsWith(join(folder, sep)))
      throw new BadArchive(`${entry.name} leads outside of the archive`);
    if (entry.name.endsWith('/')) continue;
    const start = entry.local + 30 + zip.readUInt16LE(entry.local + 26) + zip.readUInt16LE(entry.local + 28);
    const bytes = zip.subarray(start, start + entry.size);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, entry.method === DEFLATED ? inflateRawSync(bytes) : bytes, {
      mode: entry.mode & 0o777 || 0o644,
    });
  }
}
