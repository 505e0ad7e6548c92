import { crc32, gunzipSync } from 'node:zlib';
import { parquetRead, scanMemory } from '@tlc-elt/contracts';
import { type Chunk, type Footer, nameOf } from './footer.ts';
import type { LocalFile } from './local-file.ts';
import { Malformed, readStruct, type Struct } from './thrift.ts';

interface Page {
  readonly header: Struct;
  /** Byte of the file at which it begins, after its header. */
  readonly at: number;
  readonly body: Uint8Array;
  /** Bytes once decompressed. */
  readonly bytes: number;
}

const DATA = 0;
const DATA_V2 = 3;
const GZIP = 2;

/**
 * Checksums of all pages, and as many values as the footer says: what IngestRaw checks before it lets DuckDB decode
 * the columns (glue-scripts, tlc_elt/parquet/pages.py). Throws Malformed, naming column and row group.
 */
export async function checkPages(file: LocalFile, footer: Footer): Promise<void> {
  const groups = footer.rowsByGroup.reduce((sum, rows) => sum + rows, 0);
  if (groups !== footer.rows)
    throw new Malformed(`the footer says ${footer.rows} rows, its row groups ${groups}`);
  const largest = new Map<string, number>();
  for (const chunk of footer.chunks) {
    const bytes = await checkChunk(file, chunk);
    largest.set(chunk.column, Math.max(bytes, largest.get(chunk.column) ?? 0));
  }
  requireMemory([...largest.values()].reduce((sum, bytes) => sum + bytes, 0));
}

/** DuckDB holds pages whole, and IngestRaw has little memory. */
function requireMemory(bytes: number): void {
  const { usual, most } = scanMemory;
  if (usual + bytes > most)
    throw new Malformed(
      `the largest pages of its columns are ${bytes} bytes together, and IngestRaw has ${most} for them and ${usual} besides: more of them takes a larger \`dpu\` of the job, and \`scanMemory\` of the contracts`,
    );
}

/** Bytes of the largest page of a chunk. */
async function checkChunk(file: LocalFile, chunk: Chunk): Promise<number> {
  try {
    requireReadable(chunk);
    if (chunk.values === 0) return 0;
    const end = Math.min(chunk.end, file.bytes);
    if (chunk.start < 4 || chunk.start > end) throw new Malformed(endsAfter(0, chunk));
    const bytes = await file.read(chunk.start, end);
    let largest = 0;
    for (const page of pagesOf(bytes, chunk)) {
      requireWhole(page, chunk);
      largest = Math.max(largest, page.bytes);
    }
    return largest;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new Malformed(`column ${chunk.column}, row group ${chunk.rowGroup}: ${error.message}`);
  }
}

/** Refuses what DuckDB or Spark lacks: a month must not depend on the engine. */
function requireReadable(chunk: Chunk): void {
  if (chunk.isEncrypted) throw new Malformed('it is encrypted, and nobody gave a key');
  requireKnown('codec', chunk.codec);
  for (const encoding of chunk.encodings) requireKnown('encoding', encoding);
  if (chunk.values !== chunk.rows)
    throw new Malformed(`the footer says ${chunk.values} values, and ${chunk.rows} rows of its row group`);
}

function requireKnown(kind: keyof typeof parquetRead, number: number): void {
  const name = nameOf(kind, number);
  const read: readonly string[] = parquetRead[kind];
  if (!read.includes(name))
    throw new Malformed(
      `${kind} ${name || number} is not read by both engines; they read ${read.join(', ')}`,
    );
}

/** The pages until all values were seen, as readers go; throws Malformed where there are more or fewer. */
function* pagesOf(bytes: Uint8Array, chunk: Chunk): Generator<Page> {
  let at = 0;
  let values = 0;
  while (values < chunk.values) {
    if (at >= bytes.byteLength) throw new Malformed(endsAfter(values, chunk));
    const { struct: header, end: start } = readStruct(bytes, at);
    const size = header.number(3);
    if (size < 0 || header.number(2) < 0 || start + size > bytes.byteLength)
      throw new Malformed(
        `the page before byte ${chunk.start + start} says ${size} bytes, and ${bytes.byteLength - start} follow`,
      );
    at = start + size;
    yield { header, at: chunk.start + start, body: bytes.subarray(start, at), bytes: header.number(2) };
    values += valuesOf(header);
  }
  if (values !== chunk.values)
    throw new Malformed(`its pages hold ${values} values, and the footer says ${chunk.values}`);
}

const endsAfter = (values: number, chunk: Chunk): string =>
  `its pages end after ${values} of ${chunk.values} values`;

/** Values of a data page, NULL included; 0 of any other page. */
function valuesOf(header: Struct): number {
  const type = header.number(1);
  if (type !== DATA && type !== DATA_V2) return 0;
  const said = header.struct(type === DATA ? 5 : 8);
  requireKnown('encoding', said.number(type === DATA ? 2 : 4));
  const values = said.number(1);
  if (values < 0) throw new Malformed(`a page says ${values} values`);
  return values;
}

function requireWhole({ header, at, body, bytes }: Page, { codec }: Chunk): void {
  if (header.has(4) && crc32(body) !== header.number(4) >>> 0)
    throw new Malformed(`the page at byte ${at} is damaged: its CRC is not that of its bytes`);
  if (codec !== GZIP) return;
  const second = header.has(8) ? header.struct(8) : undefined;
  const levels = second ? second.number(5, 0) + second.number(6, 0) : 0;
  if ((second?.flag(7, true) ?? true) && body.byteLength > levels)
    requireGzip(body.subarray(levels), bytes - levels, at);
}

/** Inflates a page; zlib compares the trailer. */
function requireGzip(body: Uint8Array, bytes: number, at: number): void {
  let found: number;
  try {
    found = gunzipSync(body, { maxOutputLength: bytes + 1 }).byteLength;
  } catch (error) {
    throw new Malformed(`the page at byte ${at} is damaged: ${(error as Error).message}`);
  }
  if (found !== bytes)
    throw new Malformed(`the page at byte ${at} is damaged: its GZIP gives ${found} of ${bytes} bytes`);
}
