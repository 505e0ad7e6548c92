import type { LedgerRow } from '@tlc-elt/contracts';
import { count } from '../../terminal/table.ts';
import type { StoredEvidence } from './evidence.ts';
import type { Numbers } from './numbers.ts';
import type { Problems } from './problem.ts';

/** The raw file against its manifest and the ledger, and the sum that must hold: nothing vanishes. */
export function judgeSource(
  problems: Problems,
  newest: LedgerRow,
  { rawManifest, rawFile, rawSha256 }: StoredEvidence,
  numbers: Numbers,
): void {
  if (rawManifest.state === 'missing')
    problems.add(
      'raw_manifest_missing',
      `the raw manifest ${rawManifest.url} of ${newest.run_id} is missing`,
    );
  if (rawManifest.state === 'invalid')
    problems.add('raw_manifest_invalid', `${rawManifest.url} is no raw manifest: ${rawManifest.reason}`);
  if (rawManifest.state === 'ok') {
    const manifest = rawManifest.value;
    const url = `s3://${manifest.bucket}/${manifest.key}`;
    if (rawFile?.state === 'missing') problems.add('raw_file_missing', `the raw file ${url} is missing`);
    if (rawFile?.state === 'invalid')
      problems.add('raw_file_changed', `${url} is no parquet file: ${rawFile.reason}`);
    if (rawFile?.state === 'ok' && rawFile.bytes !== manifest.bytes)
      problems.add(
        'raw_file_changed',
        `${url} has ${count(rawFile.bytes)} bytes, its manifest says ${count(manifest.bytes)}`,
      );
    if (rawSha256 !== undefined && rawSha256 !== manifest.sha256)
      problems.add(
        'raw_file_changed',
        `${url} has SHA-256 ${rawSha256}, its manifest says ${manifest.sha256}`,
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
  problems.differ(
    'source_rows_differ',
    { of: "the raw file's footer", rows: numbers.source },
    { of: 'the ledger', rows: newest.source_rows },
  );
  judgeSum(problems, numbers);
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
