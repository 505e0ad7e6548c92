import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Result } from '../src/commands/verify/report.ts';
import { type FakeAws, startFakeAws } from './fake-aws.ts';
import {
  type Counts,
  countsByRule,
  keys,
  type ledgerRow,
  loadMonth,
  readJson,
  runId,
  writeJson,
} from './month.ts';
import { cloneWith, ops } from './ops.ts';
import { deploy } from './stage.ts';

/** A stage with a month that is right; each test changes what it has, as somebody might. */
export class VerifiedMonth {
  fake!: FakeAws;
  root!: string;
  /** What its warehouse counts. */
  counts!: Counts;

  verify = async (...argv: string[]): Promise<Result & { code: number }> => {
    const { code, stdout, stderr } = await ops(['verify', '--json', ...argv], this);
    if (stdout === '') throw new Error(stderr);
    return { code, ...(JSON.parse(stdout) as Result) };
  };
  report = (change: object): void => this.changed(keys.report, change);
  manifest = (change: object): void => this.changed(keys.rawManifest, change);
  ledger = (change: object): void => {
    this.counts.ledger[0] = { ...this.counts.ledger[0], ...change } as typeof ledgerRow;
  };

  private changed(path: string, change: object): void {
    writeJson(this.fake, path, { ...readJson(this.fake, path), ...change });
  }
}

/** One for the tests of a file, anew before each. */
export function verifiedMonth(): VerifiedMonth {
  const stage = new VerifiedMonth();
  beforeAll(async () => {
    stage.fake = await startFakeAws();
    stage.root = cloneWith(stage.fake.url);
    deploy(stage.fake);
  });
  afterAll(() => stage.fake.close());
  beforeEach(async () => {
    stage.fake.objects.clear();
    stage.counts = await loadMonth(stage.fake);
  });
  return stage;
}

/** What verify says of it. */
export const right = {
  dataset: 'yellow',
  month: '2024-09',
  run_id: runId,
  status: 'ok',
  problems: [],
  values: 'proved',
  source_rows: 100,
  accepted_rows: 88,
  quarantined_rows: 12,
  loaded_rows: 88,
  table_rows: 88,
  quarantine_table_rows: 12,
  quarantine_by_rule: countsByRule({ trip_distance_positive: 9, fare_amount_positive: 5 }),
  duplicate_rows: 4,
  pickup_months: [
    { month: '2024-08', rows: 3 },
    { month: '2024-09', rows: 85 },
  ],
  generated: false,
  proof: 'multipart_md5',
  engine: 'duckdb',
  loaded_at: '2026-11-23 10:00:00',
  ledger_copy: 'ok',
};
