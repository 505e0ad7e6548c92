import {
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
} from 'hyparquet';
import type { Bucket, Part } from './bucket.ts';

/** A parquet file on S3, opened by its footer. */
export interface ParquetFile {
  readonly bytes: number;
  readonly rows: number;
  readonly metadata: FileMetaData;
  readonly file: AsyncBuffer;
}

/** Longest footer that one request brings; longer ones take a second. */
const TAIL = 64 * 1024;

/** Reads the footer; undefined where there is no object, throws where it is no parquet file. */
export async function openParquet(
  bucket: Pick<Bucket, 'part'>,
  key: string,
): Promise<ParquetFile | undefined> {
  const tail = await bucket.part(key, `bytes=-${TAIL}`);
  if (!tail) return undefined;
  const file = bufferOf(bucket, key, tail);
  const metadata = await parsed(() => readFooter(file, tail));
  return { bytes: tail.size, rows: Number(metadata.num_rows), metadata, file };
}

const MAGIC = 'PAR1';

async function readFooter(file: AsyncBuffer, tail: Part): Promise<FileMetaData> {
  const end = Buffer.from(tail.bytes.subarray(-MAGIC.length)).toString('latin1');
  if (end !== MAGIC)
    throw new NotParquet(`its ${tail.size} bytes end in ${JSON.stringify(end)}, not in ${MAGIC}`);
  const length = Buffer.from(tail.bytes.subarray(-2 * MAGIC.length)).readUInt32LE(0);
  if (tail.size < 3 * MAGIC.length || length > tail.size - 3 * MAGIC.length)
    throw new NotParquet(`its ${tail.size} bytes cannot hold a footer of ${length}`);
  return parquetMetadataAsync(file, { initialFetchSize: Math.min(TAIL, tail.size) });
}

/** The object is no parquet file, or a damaged one; the message says by what. */
export class NotParquet extends Error {}

/** What reads a file's bytes; the reader's own errors, of whatever class, mean that they are damaged. */
async function parsed<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    // Those of S3 and of the network carry one of these.
    const isOfReader =
      error instanceof Error && !('$metadata' in error || 'code' in error || error.name === 'AbortError');
    throw isOfReader && !(error instanceof NotParquet)
      ? new NotParquet(`its bytes cannot be read: ${error.message}`)
      : error;
  }
}

function bufferOf(bucket: Pick<Bucket, 'part'>, key: string, tail: Part): AsyncBuffer {
  const tailStart = tail.size - tail.bytes.byteLength;
  return {
    byteLength: tail.size,
    async slice(start, end = tail.size) {
      if (start >= tailStart) return copy(tail.bytes.subarray(start - tailStart, end - tailStart));
      const part = await bucket.part(key, `bytes=${start}-${end - 1}`);
      if (!part) throw new Error(`${key} went away while it was read`);
      return copy(part.bytes);
    },
  };
}

const copy = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

/** How often each value of a text column occurs. */
export async function countValues(parquet: ParquetFile, column: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  await parsed(() =>
    readColumn(parquet, column, (value) => {
      const text = String(value);
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }),
  );
  return counts;
}

/** Gives each value of a column with the number of its row, chunk by chunk: a column is never held whole. */
export async function readColumn(
  parquet: Pick<ParquetFile, 'rows' | 'file' | 'metadata'>,
  column: string,
  each: (value: unknown, row: number) => void,
): Promise<void> {
  if (parquet.rows === 0) return;
  await parquetRead({
    file: parquet.file,
    metadata: parquet.metadata,
    columns: [column],
    compressors: await compressorsOf(parquet.metadata),
    onChunk({ columnData, rowStart }) {
      const values = columnData as ArrayLike<unknown>;
      for (let i = 0; i < values.length; i += 1) each(values[i], rowStart + i);
    },
  });
}

/** Snappy is built in; the others are loaded only for files that need them. */
export const compressorsOf = async (metadata: FileMetaData): Promise<Compressors | undefined> =>
  onlySnappy(metadata) ? undefined : (await import('hyparquet-compressors')).compressors;

const onlySnappy = (metadata: FileMetaData): boolean =>
  metadata.row_groups.every((group) =>
    group.columns.every(
      ({ meta_data }) => meta_data?.codec === 'SNAPPY' || meta_data?.codec === 'UNCOMPRESSED',
    ),
  );
