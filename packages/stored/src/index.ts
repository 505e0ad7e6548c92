export type { Bucket, Buckets, Part } from './bucket.ts';
export { parseJson } from './document.ts';
export { examplesOf } from './examples.ts';
export { newestLoad } from './ledger-copy.ts';
export * from './months.ts';
export * from './parquet.ts';
export * from './parquet-rows.ts';
export { bucketOn, passing } from './s3.ts';
export { namesIn, zoneNamesOf } from './zone-names.ts';
