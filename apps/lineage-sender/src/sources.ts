import type { S3Client } from '@aws-sdk/client-s3';
import { momentOf } from '@tlc-elt/contracts';
import type { Places, Sources } from '@tlc-elt/lineage';
import { bucketOn, newestLoad } from '@tlc-elt/stored';

/** What runs have left on S3. What is loaded is told by the ledger's copy: a question to the warehouse would wake it. */
export function sourcesOn(s3: S3Client, places: Places): Sources {
  const processed = bucketOn(s3, places.processedBucket);
  return {
    places,
    raw: bucketOn(s3, places.rawBucket),
    processed,
    loadOf: async (dataset, month, runId) => {
      const copy = await newestLoad(processed, { dataset, month });
      if (copy?.run_id !== runId) return undefined;
      return { attempt: copy.attempt, loaded_at: new Date(momentOf(copy.loaded_at)) };
    },
  };
}
