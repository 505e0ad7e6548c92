import { GENERATED_KEY, parquetNames } from '@tlc-elt/contracts';
import type { LocalFile } from './local-file.ts';
import { Malformed, readStruct, type Struct } from './thrift.ts';

/** A column of a file; `type` is the contract's word where it has one, else parquet's. */
export interface PhysicalColumn {
  readonly name: string;
  readonly type: string;
}

/** The pages of a column in a row group: from byte `start` to before `end`. */
export interface Chunk {
  readonly column: string;
  readonly rowGroup: number;
  readonly rows: number;
  readonly values: number;
  readonly codec: number;
  readonly encodings: readonly number[];
  readonly start: number;
  readonly end: number;
  readonly isEncrypted: boolean;
}

/** What a footer says, as IngestRaw reads it (glue-scripts, tlc_elt/parquet/physical_schema.py). */
export interface Footer {
  readonly rows: number;
  readonly columns: readonly PhysicalColumn[];
  readonly generated: boolean;
  readonly rowsByGroup: readonly number[];
  readonly chunks: readonly Chunk[];
}

const MAGIC = 'PAR1';
/** Magic, the footer's length, magic. */
const FRAME_BYTES = 3 * MAGIC.length;

/** Reads the footer of a file; throws Malformed. */
export async function readFooter(file: Pick<LocalFile, 'bytes' | 'read'>): Promise<Footer> {
  const head = latin1(await file.read(0, Math.min(MAGIC.length, file.bytes)));
  if (head !== MAGIC) throw new Malformed(`it begins with ${JSON.stringify(head)}, not with ${MAGIC}`);
  const tail = await file.read(Math.max(0, file.bytes - 2 * MAGIC.length), file.bytes);
  const end = latin1(tail.subarray(-MAGIC.length));
  if (end !== MAGIC)
    throw new Malformed(`its ${file.bytes} bytes end in ${JSON.stringify(end)}, not in ${MAGIC}`);
  const length = file.bytes < FRAME_BYTES ? 0 : Buffer.from(tail).readUInt32LE(0);
  if (file.bytes < FRAME_BYTES || length > file.bytes - FRAME_BYTES)
    throw new Malformed(`its ${file.bytes} bytes cannot hold a footer of ${length}`);
  const bytes = await file.read(file.bytes - 8 - length, file.bytes - 8);
  try {
    return footerOf(readStruct(bytes, 0).struct);
  } catch (error) {
    if (error instanceof Malformed) throw new Malformed(`its footer cannot be read: ${error.message}`);
    throw error;
  }
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

function footerOf(said: Struct): Footer {
  const groups = said.structs(4);
  const marks = said.has(5) ? said.structs(5) : [];
  return {
    rows: said.number(3),
    columns: columnsOf(said.structs(2)),
    generated: marks.some((mark) => mark.text(1) === GENERATED_KEY && mark.has(2) && mark.text(2) === 'true'),
    rowsByGroup: groups.map((group) => group.number(3)),
    chunks: groups.flatMap((group, index) =>
      group.structs(1).map((chunk) => chunkOf(chunk, index, group.number(3))),
    ),
  };
}

function chunkOf(said: Struct, rowGroup: number, rows: number): Chunk {
  // An encrypted column's metadata may be encrypted as well: then only its path is in the clear.
  if (!said.has(3)) {
    const column = said.struct(8).struct(2).texts(1).join('.');
    const nothing = { values: rows, codec: 0, encodings: [], start: 0, end: 0 };
    return { ...nothing, column, rowGroup, rows, isEncrypted: true };
  }
  const pages = said.struct(3);
  const first = pages.number(9);
  // Some writers name a dictionary at byte 0, where there is none.
  const start = Math.min(pages.number(11, 0) || first, first);
  return {
    column: pages.texts(3).join('.'),
    rowGroup,
    rows,
    values: pages.number(5),
    codec: pages.number(4),
    encodings: pages.numbers(2),
    start,
    end: start + pages.number(7),
    isEncrypted: said.has(8),
  };
}

/** The root's children; a nested one counts as one column. */
function columnsOf(schema: readonly Struct[]): PhysicalColumn[] {
  const columns: PhysicalColumn[] = [];
  let inside = 0;
  for (const element of schema.slice(1)) {
    if (inside === 0) columns.push({ name: element.text(4), type: typeName(element) });
    else inside -= 1;
    inside += element.number(5, 0);
  }
  return columns;
}

const REPEATED = 2;

function typeName(element: Struct): string {
  const converted = nameOf('converted', element.has(6) ? element.number(6) : undefined);
  const annotation = element.has(10) ? element.struct(10) : undefined;
  const variant = annotation?.variant;
  const logical = nameOf('logical', variant);
  if (element.number(5, 0) > 0 || !element.has(1)) return converted || logical || 'GROUP';
  const physical = nameOf('physical', element.number(1));
  if (element.number(3, 0) === REPEATED) return `REPEATED ${physical}`;
  const details = annotation && variant ? annotation.struct(variant) : undefined;
  if (logical === 'TIMESTAMP' && details)
    return `TIMESTAMP_${nameOf('unit', details.struct(2).variant)}${details.flag(1) ? '_UTC' : ''}`;
  // Without the logical type it means an instant: "Deprecated timestamp ConvertedType", parquet-format.
  if (converted.startsWith('TIMESTAMP_')) return `${converted}_UTC`;
  if (physical === 'BYTE_ARRAY' && (logical === 'STRING' || converted === 'UTF8')) return 'STRING';
  const integer = logical === 'INTEGER' && details;
  const word = integer ? `${integer.flag(2) ? '' : 'U'}INT_${integer.number(1)}` : converted;
  // A plain integer of its own width, whichever way it is annotated; NULL is how pandas marks one without values.
  if (logical === 'NULL' || word === `INT_${physical.slice(3)}`) return physical;
  return word || logical || physical;
}

/** The name of a number of parquet.thrift; empty where it has none. */
export function nameOf(kind: keyof typeof parquetNames, number: number | undefined): string {
  const names: Readonly<Record<number, string>> = parquetNames[kind];
  return number === undefined ? '' : (names[number] ?? '');
}
