import {
  type DatasetContract,
  etagsKept,
  monthPrefix,
  parameterNames,
  RawManifest,
  rawManifestKey,
  type SourceMonth,
} from '@tlc-elt/contracts';
import type { Runtime } from '../runtime.ts';
import { listObjects, readText } from './objects.ts';
import { parseJson } from './parse-json.ts';

/** The raw manifest of every publication of a month that raw has; what is no manifest is left out. */
export async function readRawManifests(
  runtime: Runtime,
  contract: DatasetContract,
  month: SourceMonth,
): Promise<RawManifest[]> {
  const bucket = (await runtime.parameters()).get(parameterNames(runtime.stage).rawBucket);
  const { objects } = await listObjects(runtime, bucket, monthPrefix(contract.dataset, month));
  const etags = etagsKept(objects.map(({ key }) => key));
  const texts = await Promise.all(
    etags.map((etag) => readText(runtime, bucket, rawManifestKey(contract, month, etag))),
  );
  return texts.flatMap((text) => {
    const manifest = RawManifest.safeParse(parseJson(text));
    return manifest.success ? [manifest.data] : [];
  });
}
