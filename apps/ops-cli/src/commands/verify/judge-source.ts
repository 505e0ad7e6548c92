import {
  datasets,
  eraOfMonth,
  LEDGER_TABLE,
  type LedgerRow,
  type RawManifest,
  rawFileKey,
} from '@tlc-elt/contracts';
import { count } from '../../terminal/table.ts';
import { judgeSchema } from '../contract-check/judge-schema.ts';
import type { StoredEvidence } from './evidence.ts';
import type { Numbers } from './numbers.ts';
import type { Problems } from './problem.ts';

/** The raw file against its manifest and the ledger, and the sum that must hold: nothing vanishes. */
export function judgeSource(
  problems: Problems,
  newest: LedgerRow,
  stored: StoredEvidence,
  numbers: Numbers,
): void {
  const { rawManifest } = stored;
  if (rawManifest.state === 'missing')
    problems.add(
      'raw_manifest_missing',
      `the raw manifest ${rawManifest.url} of ${newest.run_id} is missing`,
    );
  if (rawManifest.state === 'invalid')
    problems.add('raw_manifest_invalid', `${rawManifest.url} is no raw manifest: ${rawManifest.reason}`);
  if (rawManifest.state === 'ok') {
    const before = problems.list.length;
    judgeBytes(problems, newest, stored, rawManifest.value);
    // Of another file every field would be another.
    if (problems.list.length === before) judgeDescription(problems, newest, stored, rawManifest.value);
  }
  problems.differ(
    'source_rows_differ',
    { of: "the raw file's footer", rows: numbers.source },
    { of: 'the ledger', rows: newest.source_rows },
  );
  judgeSum(problems, numbers);
}

function judgeBytes(
  problems: Problems,
  newest: LedgerRow,
  { rawBucket, rawFile, rawHashes, rawManifest }: StoredEvidence,
  manifest: RawManifest,
): void {
  const { dataset, source_month, source_etag } = newest;
  const url = `s3://${rawBucket}/${rawFileKey(datasets[dataset], source_month, source_etag)}`;
  if (rawFile?.state === 'missing') problems.add('raw_file_missing', `the raw file ${url} is missing`);
  if (rawFile?.state === 'invalid')
    problems.add('raw_file_changed', `${url} is no parquet file: ${rawFile.reason}`);
  if (rawFile?.state === 'ok' && rawFile.bytes !== manifest.bytes)
    problems.add(
      'raw_file_changed',
      `${url} has ${count(rawFile.bytes)} bytes, its manifest says ${count(manifest.bytes)}`,
    );
  if (rawHashes && rawHashes.sha256 !== manifest.sha256)
    problems.add(
      'raw_file_changed',
      `${url} has SHA-256 ${rawHashes.sha256}, its manifest says ${manifest.sha256}`,
    );
  if (rawHashes && manifest.proof === 'md5' && rawHashes.md5 !== newest.source_etag)
    problems.add(
      'raw_file_changed',
      `${url} has MD5 ${rawHashes.md5}, its ETag ${newest.source_etag} is the MD5 of what was published`,
    );
  if (manifest.sha256 !== newest.source_sha256)
    problems.add(
      'raw_manifest_invalid',
      `${rawManifest.url} says SHA-256 ${manifest.sha256}, the ledger ${newest.source_sha256}`,
    );
  if (manifest.generated !== newest.generated)
    problems.add(
      'generated_differs',
      `${rawManifest.url} says generated ${manifest.generated}, the ledger ${newest.generated}`,
    );
}

/** Every field of the manifest that its place, the file and the ledger tell as well. */
function judgeDescription(
  problems: Problems,
  newest: LedgerRow,
  { rawBucket, rawFile, rawDescription, rawManifest }: StoredEvidence,
  manifest: RawManifest,
): void {
  const contract = datasets[newest.dataset];
  const { source_month, source_etag } = newest;
  const said = { of: rawManifest.url, fields: manifest };
  problems.fieldsDiffer('raw_manifest_differs', said, {
    of: 'its place is that of',
    fields: {
      dataset: newest.dataset,
      source_month,
      bucket: rawBucket,
      key: rawFileKey(contract, source_month, source_etag),
    },
  });
  problems.fieldsDiffer(
    'raw_manifest_differs',
    { of: rawManifest.url, fields: manifest.source },
    { of: 'its place and the file', fields: { etag: source_etag, bytes: manifest.bytes } },
  );
  const rows = rawFile?.state === 'ok' ? rawFile.rows : undefined;
  problems.fieldsDiffer('raw_manifest_differs', said, {
    of: "the raw file's footer",
    fields: { rows, ...rawDescription, ...eraBy(newest, manifest, rawDescription) },
  });
  problems.fieldsDiffer('raw_manifest_differs', said, {
    of: LEDGER_TABLE,
    fields: {
      contract_version: versionOf(newest, manifest),
      proof: newest.source_proof ?? undefined,
    },
  });
}

/** A run of a newer contract checks the file again and makes the manifest anew, also where it loads nothing then. */
const versionOf = ({ dataset, contract_version }: LedgerRow, manifest: RawManifest): number | undefined =>
  contract_version <= manifest.contract_version && manifest.contract_version <= datasets[dataset].version
    ? undefined
    : contract_version;

/** The era that the columns are of; an older contract's may have had another name. */
function eraBy(
  newest: LedgerRow,
  manifest: RawManifest,
  description: StoredEvidence['rawDescription'],
): { era?: string } {
  const contract = datasets[newest.dataset];
  const own = eraOfMonth(contract, newest.source_month);
  if (!own || !description || manifest.contract_version !== contract.version) return {};
  const { era, findings } = judgeSchema(contract, own, description.physical_schema);
  return findings.length === 0 ? { era: era.name } : {};
}

function judgeSum(problems: Problems, { source, accepted, quarantined }: Numbers): void {
  if (source === null || accepted === null || quarantined === null || source === accepted + quarantined)
    return;
  problems.add(
    'rows_lost',
    `the raw file has ${count(source)} rows, the written files ${count(accepted + quarantined)} ` +
      `(${count(accepted)} accepted + ${count(quarantined)} quarantined)`,
  );
}
