import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { RawManifest } from '@tlc-elt/contracts';
import { Failed } from '../errors.ts';
import { download } from '../objects/objects.ts';
import type { Runtime } from '../runtime.ts';
import type { KeptFile } from './compare-files.ts';

/** Brings the file of a publication to this disk; throws Failed where it is not the one that its manifest names. */
export async function bringFile(runtime: Runtime, manifest: RawManifest, path: string): Promise<KeptFile> {
  const { bucket, key, sha256, source_month } = manifest;
  const next = runtime.hint(`verify ${source_month}`);
  if (!(await download(runtime, bucket, key, path)))
    throw new Failed(`s3://${bucket}/${key} is missing, and its manifest is there`, next);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  const found = hash.digest('hex');
  if (found === sha256) return { path, manifest };
  throw new Failed(`s3://${bucket}/${key} has SHA-256 ${found}, and its manifest says ${sha256}`, next);
}
