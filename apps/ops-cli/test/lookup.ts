import type { LookupVersion } from '@tlc-elt/contracts';

/** What the manifest says of taxi zones that raw keeps. */
export const zonesKept: LookupVersion = {
  url: 'https://tlc/misc/taxi_zone_lookup.csv',
  etag: 'e',
  last_modified: '2024-02-05T17:24:30Z',
  bytes: 12331,
  sha256: 'a'.repeat(64),
  proof: 'md5',
  rows: 265,
  generated: false,
  key: `lookups/taxi_zones/${'a'.repeat(64)}/taxi_zone_lookup.csv`,
  run_id: 'yellow-2024-09-r1',
  ingested_at: '2026-11-23T10:00:00Z',
};
