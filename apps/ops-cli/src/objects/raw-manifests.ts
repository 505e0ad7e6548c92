import type { DatasetContract, RawManifest, SourceMonth } from '@tlc-elt/contracts';
import { manifestsOf } from '@tlc-elt/stored';
import type { Runtime } from '../runtime.ts';
import { bucketsOf } from './bucket.ts';

/** The raw manifest of every publication of a month that raw has; what is no manifest is left out. */
export const readRawManifests = async (
  runtime: Runtime,
  contract: DatasetContract,
  month: SourceMonth,
): Promise<RawManifest[]> => manifestsOf((await bucketsOf(runtime)).raw, contract, month);
