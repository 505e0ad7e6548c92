type Names = Readonly<Record<number, string>>;

const numbered = (names: string, first = 0): Names =>
  Object.fromEntries(names.split(' ').map((name, index) => [first + index, name]));

/** What the numbers in a file's footer and page headers mean: parquet.thrift of parquet-format. */
export const parquetNames = {
  physical: numbered('BOOLEAN INT32 INT64 INT96 FLOAT DOUBLE BYTE_ARRAY FIXED_LEN_BYTE_ARRAY'),
  converted: numbered(
    'UTF8 MAP MAP_KEY_VALUE LIST ENUM DECIMAL DATE TIME_MILLIS TIME_MICROS TIMESTAMP_MILLIS TIMESTAMP_MICROS UINT_8 UINT_16 UINT_32 UINT_64 INT_8 INT_16 INT_32 INT_64 JSON BSON INTERVAL',
  ),
  logical: {
    ...numbered('STRING MAP LIST ENUM DECIMAL DATE TIME TIMESTAMP', 1),
    ...numbered('INTEGER NULL JSON BSON UUID FLOAT16 VARIANT GEOMETRY GEOGRAPHY', 10),
  },
  unit: numbered('MILLIS MICROS NANOS', 1),
  codec: numbered('UNCOMPRESSED SNAPPY GZIP LZO BROTLI LZ4 ZSTD LZ4_RAW'),
  encoding: numbered(
    'PLAIN GROUP_VAR_INT PLAIN_DICTIONARY RLE BIT_PACKED DELTA_BINARY_PACKED DELTA_LENGTH_BYTE_ARRAY DELTA_BYTE_ARRAY RLE_DICTIONARY BYTE_STREAM_SPLIT',
  ),
} as const satisfies Record<string, Names>;

/**
 * The codecs and encodings that both engines read: a month must not depend on the one that transforms it.
 * Of DuckDB 1.4 and Spark 3.5, tried: Spark has no BROTLI and no BYTE_STREAM_SPLIT, and fails where
 * DELTA_LENGTH_BYTE_ARRAY has several pages; DuckDB has no LZ4 of the older kind; neither has LZO.
 */
export const parquetRead = {
  codec: ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'ZSTD', 'LZ4_RAW'],
  encoding: [
    'PLAIN',
    'PLAIN_DICTIONARY',
    'RLE',
    'BIT_PACKED',
    'DELTA_BINARY_PACKED',
    'DELTA_BYTE_ARRAY',
    'RLE_DICTIONARY',
  ],
} as const;

/** SQL of DuckDB that takes a column of a file apart: whether it can be decoded, and what is wrong in it. */
export const scan = {
  decoded: 'BIT_XOR(HASH({column}))',
  wrong: 'COUNT(CASE WHEN {wrong} THEN 1 END)',
  example: 'MIN(CASE WHEN {wrong} THEN {shown} END)',
} as const;

/**
 * Memory of the scan by IngestRaw: `usual`; besides them the largest page of each column, where those together are
 * `largePages`; and `most`, which a sixteenth of a DPU (1 GB) leaves to it. `comparing`: that of two publications, which
 * spills to the disk.
 */
export const scanMemory = {
  usual: 300_000_000,
  largePages: 100_000_000,
  most: 900_000_000,
  comparing: 400_000_000,
} as const;
