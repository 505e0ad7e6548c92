import * as z from 'zod';
import * as registry from '../datasets/registry.ts';
import { PipelineError } from '../errors.ts';
import type { DatasetContract } from './contract.ts';

/** Contracts by the name of their dataset. */
export const datasets: Readonly<Record<keyof typeof registry, DatasetContract>> = { ...registry };

/** Name of a dataset that has a contract. */
export const Dataset = z.enum(Object.keys(datasets) as (keyof typeof registry)[]);
export type Dataset = z.infer<typeof Dataset>;

/** The dataset that is meant where none is named. */
export const DEFAULT_DATASET = Dataset.parse(Dataset.options.find((name) => datasets[name].isDefault));

/** The contract of a dataset; throws PipelineInputError that names those that there are. */
export function datasetOf(name: string): DatasetContract {
  const known = Dataset.safeParse(name);
  if (known.success) return datasets[known.data];
  throw new PipelineError('PipelineInputError', `there is no dataset ${JSON.stringify(name)}`, {
    next: `Name one of ${Dataset.options.join(', ')}; docs/adding-a-dataset.md shows how to add one.`,
  });
}
