import { createHash } from 'node:crypto';
import { type Edit, flipped, RELOAD, type Tampered, type Tampering } from './tampering.ts';

/** Months of which files are taken; nothing happens to them. */
export const OTHER = '2018-02';

const REPORT = 'transform-report.json';
const MANIFEST = 'raw-manifest.json';
const COPY = '/copy-manifest.json';
const QUARANTINE_COPY = '/quarantine-copy-manifest.json';

const heals = { advice: RELOAD } as const;
const quick = { ...heals, depth: 'quick' } as const;
const deep = { ...heals, depth: 'deep' } as const;

const shortened = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, bytes.length - 20);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Another month's file in the place of the month's, with the documents fitted to it. */
async function replaced(month: Tampered, kind: string): Promise<void> {
  const bytes = await month.processedOf(OTHER).read(`/${kind}/`);
  await month.processed.write(`/${kind}/`, bytes);
  await month.processed.edit(REPORT, (report) => {
    report[kind][0].bytes = bytes.length;
  });
  const manifest = { trips: COPY, quarantine_copy: QUARANTINE_COPY }[kind];
  if (manifest === undefined) return;
  await month.processed.edit(manifest, ({ entries }) => {
    entries[0].meta.content_length = bytes.length;
  });
}

/** Another file in the place of the raw one, with its manifest fitted to it. */
async function replacedRaw(month: Tampered): Promise<Uint8Array> {
  const bytes = await month.rawOf(OTHER).read('.parquet');
  await month.raw.write('.parquet', bytes);
  await month.raw.edit(MANIFEST, (manifest) => {
    manifest.bytes = bytes.length;
    manifest.source.bytes = bytes.length;
    manifest.sha256 = sha256(bytes);
  });
  return bytes;
}

const report = (edit: Edit) => (month: Tampered) => month.processed.edit(REPORT, edit);
const manifest = (edit: Edit) => (month: Tampered) => month.raw.edit(MANIFEST, edit);

/** Objects of both buckets. */
export const fileTampering: readonly Tampering[] = [
  {
    what: 'flipped a bit of the accepted rows',
    act: ({ processed }) => processed.change('/trips/', flipped),
    ...deep,
    finds: ['file_changed', 'file_values_differ'],
  },
  {
    what: "replaced the accepted rows by another month's, and fitted report and COPY manifest",
    act: (month) => replaced(month, 'trips'),
    ...deep,
    finds: ['file_values_differ'],
  },
  {
    what: 'cut off the end of the accepted rows',
    act: ({ processed }) => processed.change('/trips/', shortened),
    ...quick,
    finds: ['file_changed'],
  },
  {
    what: 'swapped the accepted and the rejected rows',
    act: async ({ processed }) => {
      const [trips, copy] = [await processed.read('/trips/'), await processed.read('/quarantine_copy/')];
      await processed.write('/trips/', copy);
      await processed.write('/quarantine_copy/', trips);
    },
    ...quick,
    finds: ['file_changed'],
  },
  {
    what: 'added a file',
    act: ({ processed }) => processed.copy('/trips/', 'stranger.parquet'),
    depth: 'quick',
    finds: ['stranger_file'],
    advice: /^look at it, then: aws s3 rm s3:\/\/\S+stranger\.parquet$/,
  },
  {
    what: 'flipped a bit of the quarantine file',
    act: ({ processed }) => processed.change('/quarantine/', flipped),
    ...deep,
    finds: ['file_changed', 'file_values_differ'],
  },
  {
    what: "replaced the quarantine file by another month's, and fitted the report",
    act: (month) => replaced(month, 'quarantine'),
    ...deep,
    finds: ['file_values_differ'],
  },
  {
    what: "replaced the quarantine file for COPY by another month's, and fitted report and COPY manifest",
    act: (month) => replaced(month, 'quarantine_copy'),
    ...deep,
    finds: ['file_values_differ'],
  },
  {
    what: 'changed a length in the COPY manifest',
    act: ({ processed }) =>
      processed.edit(COPY, ({ entries }) => {
        entries[0].meta.content_length += 1;
      }),
    ...quick,
    finds: ['copy_manifest_differs'],
  },
  {
    what: 'emptied the COPY manifest of the rejected rows',
    act: ({ processed }) =>
      processed.edit(QUARANTINE_COPY, (document) => {
        document.entries = [];
      }),
    ...quick,
    finds: ['copy_manifest_differs'],
  },
  {
    what: 'named another run in the report',
    act: (month) =>
      report((document) => {
        document.run_id = `yellow-${month.month}-r9`;
      })(month),
    ...quick,
    finds: ['report_of_another_run'],
  },
  {
    what: "changed the report's rows by rule",
    act: report(({ quarantine_by_rule }) => {
      quarantine_by_rule.fare_amount_positive += 1;
    }),
    ...quick,
    finds: ['report_differs'],
  },
  {
    what: "changed the report's era",
    act: report((document) => {
      document.era = 'yellow-2011';
    }),
    ...quick,
    finds: ['report_differs'],
  },
  {
    what: "changed the report's digests",
    act: report(({ accepted }) => {
      accepted.columns.fare_amount.sum = '0';
    }),
    ...quick,
    finds: ['report_differs'],
  },
  {
    what: "changed the report's count of exact copies",
    act: report((document) => {
      document.duplicate_rows += 1;
    }),
    ...deep,
    finds: ['report_differs'],
  },
  {
    what: 'flipped a bit of the raw file',
    act: ({ raw }) => raw.change('.parquet', flipped),
    depth: 'default',
    finds: ['raw_file_changed'],
    advice: RELOAD,
  },
  {
    what: 'cut off the end of the raw file',
    act: ({ raw }) => raw.change('.parquet', shortened),
    ...quick,
    finds: ['raw_file_changed'],
  },
  {
    what: 'replaced the raw file, and fitted its manifest',
    act: replacedRaw,
    depth: 'quick',
    finds: ['raw_manifest_invalid'],
    advice: RELOAD,
  },
  {
    what: 'replaced the raw file, and fitted its manifest and the ledger',
    act: async (month) => {
      const bytes = await replacedRaw(month);
      // Nor does the ETag, which may be the MD5 of what was published, prove anything any more.
      await manifest((document) => {
        document.proof = 'unproved';
      })(month);
      await month.write(
        `UPDATE load_ledger SET source_bytes = ${bytes.length}, source_sha256 = '${sha256(bytes)}', source_proof = 'unproved' ${month.where}`,
      );
    },
    depth: 'deep',
    finds: ['raw_values_differ'],
    advice: RELOAD,
  },
  {
    what: 'removed the raw manifest',
    act: ({ raw }) => raw.remove(MANIFEST),
    ...quick,
    finds: ['raw_manifest_missing'],
  },
  {
    what: "changed the raw manifest's rows",
    act: manifest((document) => {
      document.rows += 1;
    }),
    depth: 'quick',
    finds: ['raw_manifest_differs'],
    advice: RELOAD,
  },
  {
    what: "changed a column's type in the raw manifest",
    act: manifest(({ physical_schema }) => {
      physical_schema[0].type = 'DOUBLE';
    }),
    depth: 'quick',
    finds: ['raw_manifest_differs'],
    advice: RELOAD,
  },
  {
    what: "changed the raw manifest's digests",
    act: manifest(({ accepted }) => {
      accepted.row_hash = '0';
    }),
    depth: 'quick',
    finds: ['raw_manifest_differs'],
    advice: RELOAD,
  },
];
