import { addMonths, type SourceMonth, sourceMonth } from '@tlc-elt/contracts';
import type { Band, Passport } from '../src/passport.ts';

/** Numbers from 0 to 1 that are the same for a seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const around = (share: number): Band => [share * 0.9, share * 1.1];
const publication = {
  etag: '28cb1b05f8b0a2d0a6ae0d4d4a9d0a62-4',
  last_modified: '2024-11-20T16:02:09.000Z',
  sha256: 'a9b3'.repeat(16),
  rows: 3_633_030,
};

/** A passport of the size of a real month's; with an `odd` one something is wrong in each part. */
export function samplePassport(odd = false): Passport {
  const next = random(7);
  const month: SourceMonth = sourceMonth('2024-09');
  const days = Array.from({ length: 30 }, (_, i) => {
    const trips = Math.round(118_000 + 18_000 * Math.sin(i * 0.9) + 6000 * next());
    return {
      day: `2024-09-${String(i + 1).padStart(2, '0')}`,
      trips: odd && i === 11 ? 0 : trips,
      last_month: Math.round(trips * (0.94 + 0.04 * next())),
      last_year: i === 4 ? null : Math.round(trips * (0.88 + 0.08 * next())),
    };
  });
  const hours = Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: 24 }, (_, hour) =>
      Math.round(
        28_000 *
          (0.12 +
            Math.max(0, Math.sin(((hour - 6 + (day > 4 ? -3 : 0)) / 18) * Math.PI)) * (0.85 + 0.15 * next())),
      ),
    ),
  );
  const names = [
    'Midtown Center',
    'Upper East Side South',
    'JFK Airport',
    'Upper East Side North',
    'Midtown East',
    'LaGuardia Airport',
    'Times Sq/Theatre District',
    'Penn Station/Madison Sq West',
    'Lincoln Square East',
    'Murray Hill',
    "Governor's Island/Ellis Island/Liberty Island",
    'Zone <script>alert(1)</script> & "co"',
  ];
  const shape = Array.from({ length: 60 }, (_, i) => (i + 0.6) ** 1.1 * Math.exp(-i / 7));
  const sum = shape.reduce((a, b) => a + b, 0);
  const distribution = (name: string, unit: string, width: number) => ({
    name,
    unit,
    least: 0.01,
    most: 2231.4,
    quantiles: {
      p1: 3 * width,
      p5: 5 * width,
      p25: 9 * width,
      p50: 13 * width,
      p75: 20 * width,
      p95: 38 * width,
      p99: 54 * width,
    },
    from: 0,
    width,
    shares: shape.map((value) => value / sum),
    below: 0,
    above: 0.0031,
    bands: shape.map((value) => around(value / sum)),
  });
  return {
    version: 1,
    dataset: 'yellow',
    table: 'yellow_trips',
    month,
    stage: 'local',
    generated: true,
    verdict: odd
      ? {
          judgement: 'unusual',
          sentence: 'Every row is accounted for, but 3 things differ from the months before.',
          reasons: [
            '2024-09-12 has no trips: the day before had 131,204.',
            'Tips are 4.1 × as often zero.',
            'Vendor 6 is gone.',
          ],
        }
      : {
          judgement: 'usual',
          sentence: 'Every row is accounted for, and nothing differs by more than months do.',
          reasons: [],
        },
    account: {
      source_rows: 3_633_030,
      accepted_rows: 3_483_770,
      quarantined_rows: 149_260,
      table_rows: 3_483_770,
      duplicate_rows: 12,
      publication,
      earlier: odd ? [{ ...publication, etag: '0123456789abcdef0123456789abcdef', rows: 3_600_001 }] : [],
      run_id: 'yellow-2024-09-r3',
      engine: 'duckdb',
      loaded_at: '2024-11-21 04:00:12',
    },
    compared_with: Array.from({ length: 12 }, (_, i) => addMonths(month, -1 - i)),
    days,
    quarantine: [
      'trip_distance_positive',
      'fare_amount_positive',
      'total_amount_positive',
      'pickup_in_source_month',
    ].map((rule, i) => ({
      rule,
      sentence: 'The distance is a number greater than zero: neither NaN nor infinite.',
      rows: [81_004, 70_112, 60_991, 4][i] ?? 0,
      share: ([81_004, 70_112, 60_991, 4][i] ?? 0) / 3_633_030,
      band: i === 3 ? null : around(0.02),
      examples: Array.from({ length: 5 }, (_, n) => ({
        VendorID: '2',
        tpep_pickup_datetime: `2024-09-0${n + 1} 12:00:00`,
        trip_distance: i === 0 ? '0.0' : '1.2',
        fare_amount: '-12.5',
        store_and_fwd_flag: n === 0 ? '<b>N</b>' : 'N',
      })),
    })),
    hours,
    zones: names.map((name, i) => ({
      id: i + 1,
      name,
      trips: Math.round(160_000 / (i + 1.3)),
      share: 0.046 / (i + 1.3),
      change: (next() - 0.5) * 0.004,
    })),
    distributions: [
      distribution('fare_amount', 'dollars', 1.5),
      distribution('tip_amount', 'dollars', 0.4),
      distribution('total_amount', 'dollars', 2),
      distribution('trip_distance', 'miles', 0.4),
      distribution('duration', 'minutes', 1.2),
      distribution('speed', 'miles per hour', 0.6),
    ],
    categories: [
      {
        column: 'vendor_id',
        description: 'Provider of the record: 1 Creative Mobile Technologies, 2 Curb Mobility.',
        values: [
          { value: '2', rows: 2_650_000, share: 0.7607, band: around(0.76) },
          { value: '1', rows: 833_770, share: 0.2393, band: around(0.24) },
        ],
      },
      {
        column: 'payment_type',
        description: '0 Flex fare, 1 credit card, 2 cash, 3 no charge, 4 dispute.',
        values: [
          { value: '1', rows: 2_790_000, share: 0.801, band: around(0.8) },
          { value: '2', rows: 540_000, share: 0.155, band: around(0.15) },
          { value: '0', rows: 153_770, share: 0.044, band: null },
        ],
      },
    ],
    nulls: [{ column: 'passenger_count', rows: 340_012, share: 0.0976, band: around(0.1) }],
    drift: odd
      ? [
          { sentence: '2024-09-12 has no trips: the day before had 131,204.', strength: 14.2 },
          { sentence: 'Tips are 4.1 × as often zero.', strength: 6.3 },
        ]
      : [],
    schema: {
      era: 'yellow-2023-02',
      contract_version: 2,
      unseen: odd ? [{ column: 'payment_type', value: '9', rows: 3 }] : [],
      columns: [
        { name: 'vendor_id', type: 'INTEGER', source: 'VendorID' },
        { name: 'trip_distance', type: 'DOUBLE PRECISION', source: 'trip_distance' },
      ],
    },
    change: odd
      ? {
          sentence: '33,029 rows were added, 12 removed and 410 changed.',
          lines: ['fare_amount changed in 410 rows, by $ 1,204.10 in all', 'most on 2024-09-12'],
        }
      : null,
  };
}
