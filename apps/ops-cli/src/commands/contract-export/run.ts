import { type Dataset, datasets, type OpenDataContract, openDataContract } from '@tlc-elt/contracts';
import { stringify } from 'yaml';

export interface Options {
  readonly dataset: Dataset;
  readonly database: string | undefined;
}

export type Result = OpenDataContract;

export const run = async ({ dataset, database }: Options): Promise<Result> =>
  openDataContract(datasets[dataset], database);

/** The YAML that `datacontract` and its like read. */
export const render = (result: Result): string => stringify(result, { lineWidth: 0 }).trimEnd();
