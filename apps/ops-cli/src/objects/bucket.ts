import { parameterNames } from '@tlc-elt/contracts';
import type { Bucket, Buckets } from '@tlc-elt/stored';
import type { Runtime } from '../runtime.ts';
import { listObjects, readRange, readText } from './objects.ts';

/** A bucket of the stage, as a passport's readers take it. */
export const bucketOf = (runtime: Runtime, name: string): Bucket => ({
  text: (key) => readText(runtime, name, key),
  part: (key, range) => readRange(runtime, name, key, range),
  keys: async (prefix) => (await listObjects(runtime, name, prefix)).objects.map(({ key }) => key),
});

/** The buckets that have what is known of months. */
export async function bucketsOf(runtime: Runtime): Promise<Buckets> {
  const parameters = await runtime.parameters();
  const { rawBucket, processedBucket } = parameterNames(runtime.stage);
  return {
    raw: bucketOf(runtime, parameters.get(rawBucket)),
    processed: bucketOf(runtime, parameters.get(processedBucket)),
  };
}
