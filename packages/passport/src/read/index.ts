export type { Bucket, Buckets, Part } from './bucket.ts';
export { examplesOf } from './examples.ts';
export * from './months.ts';
export * from './parquet.ts';
export * from './parquet-rows.ts';
export { parseJson } from './parse-json.ts';
export { namesIn, zoneNamesOf } from './zone-names.ts';
