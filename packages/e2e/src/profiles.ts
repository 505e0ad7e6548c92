import { GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { type Dataset, Profile } from '@tlc-elt/contracts';
import { Clients } from './clients.ts';
import type { LocalStage } from './stage.ts';

/** A profile of each month of a dataset that a stage has transformed, the oldest first. */
export async function profilesOf(stage: LocalStage, dataset: Dataset): Promise<Profile[]> {
  const { s3, buckets } = new Clients(stage);
  const where = { Bucket: buckets.processed };
  const byMonth = new Map<string, Profile>();
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client: s3 },
    { ...where, Prefix: `${dataset}/` },
  ))
    for (const { Key } of Contents.filter((each) => each.Key?.endsWith('/profile.json'))) {
      const { Body } = await s3.send(new GetObjectCommand({ ...where, Key }));
      const profile = Profile.parse(JSON.parse((await Body?.transformToString()) ?? ''));
      byMonth.set(profile.source_month, profile);
    }
  return [...byMonth.values()].toSorted((one, other) => (one.source_month < other.source_month ? -1 : 1));
}
