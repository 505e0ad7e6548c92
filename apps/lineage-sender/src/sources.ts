import { GetObjectCommand, NoSuchKey, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { believedCopy, loadedKey, loadingKey, momentOf } from '@tlc-elt/contracts';
import type { Places, Sources } from '@tlc-elt/lineage';

/** What runs have left on S3. What is loaded is told by the ledger's copy: a question to the warehouse would wake it. */
export function sourcesOn(s3: S3Client, places: Places): Sources {
  const readText = async (Bucket: string, Key: string): Promise<string | undefined> => {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return await Body?.transformToString();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  };
  return {
    places,
    readText,
    keysBelow: async (Bucket, Prefix) => {
      const keys: string[] = [];
      for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix }))
        keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
      return keys;
    },
    loadOf: async (dataset, month, runId) => {
      const [loading, loaded] = await Promise.all([
        readText(places.processedBucket, loadingKey(dataset, month)),
        readText(places.processedBucket, loadedKey(dataset, month)),
      ]);
      const copy = believedCopy(loading, loaded, { dataset, month });
      if (copy?.run_id !== runId) return undefined;
      return { attempt: copy.attempt, loaded_at: new Date(momentOf(copy.loaded_at)) };
    },
  };
}
