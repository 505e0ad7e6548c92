import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  loadedKey,
  loadingKey,
  type Profile,
  profileKey,
  type SourceMonth,
  type TransformReport,
  transformReportKey,
  yellow,
} from '@tlc-elt/contracts';
import { chanceOf, profileOf, type Shape, usualShape } from '@tlc-elt/contracts/made-up-months';

export const runOf = (month: SourceMonth, number = 1): string => `yellow-${month}-r${number}`;

/** What the rows of a month are like, with an oddity perhaps. */
export function shapedMonth(month: SourceMonth, change: Partial<Shape> = {}): Profile {
  const chance = chanceOf(Number(month.replace('-', '')));
  return profileOf(month, { ...usualShape(chance), ...change }, chance);
}

const reportOf = (profile: Profile, more: Partial<TransformReport>): TransformReport => ({
  version: 1,
  dataset: 'yellow',
  source_month: profile.source_month,
  run_id: runOf(profile.source_month),
  attempt: 'a',
  engine: 'duckdb',
  contract_version: yellow.version,
  era: 'yellow-2023-02',
  raw_manifest: { bucket: 'raw', key: 'k' },
  source_etag: 'etag1',
  source_rows: profile.rows,
  accepted_rows: profile.rows,
  quarantined_rows: 0,
  quarantine_by_rule: {},
  bucket: 'processed',
  trips: [],
  quarantine: [],
  quarantine_copy: [],
  copy_manifest: 'c',
  quarantine_copy_manifest: null,
  generated: false,
  seconds: 1,
  written_at: '2024-11-20T17:00:00.000Z',
  ...more,
});

/** What runs leave in the processed bucket. */
export class StoredMonths {
  readonly #s3: S3Client;

  constructor(s3: S3Client) {
    this.#s3 = s3;
  }

  put(Key: string, value: object): Promise<unknown> {
    return this.#s3.send(new PutObjectCommand({ Bucket: 'processed', Key, Body: JSON.stringify(value) }));
  }

  /** An attempt of TransformTrips. */
  async transformed(profile: Profile, more: Partial<TransformReport> = {}): Promise<void> {
    const report = reportOf(profile, more);
    const place = [yellow, report.source_month, report.run_id, report.attempt] as const;
    const { run_id, attempt } = report;
    await this.put(profileKey(...place), { ...profile, run_id, attempt });
    await this.put(transformReportKey(...place), report);
  }

  /** The documents that LoadRedshift leaves of a run's first attempt. */
  async loaded(month: SourceMonth, run_id = runOf(month)): Promise<void> {
    const loading = { version: 1, dataset: 'yellow', source_month: month, run_id, attempt: 'a' };
    await this.put(loadingKey('yellow', month), loading);
    await this.put(loadedKey('yellow', month), {
      ...loading,
      ...{ load_number: 1, source_etag: 'etag1', source_bytes: 1 },
      ...{ source_last_modified: '2024-11-20 16:02:09', loaded_at: '2024-11-21 04:00:12' },
    });
  }
}
