import { parameterNames, type Stage, TLC_BASE_URL } from '../names.ts';
import { BaseUrl } from './base-url.ts';
import type { DatasetContract } from './contract.ts';
import { datasets } from './datasets.ts';

type Published = Pick<DatasetContract, 'dataset' | 'baseUrl'>;

/** Where a dataset's publisher is, unless a stage says otherwise. */
export const baseUrlOf = ({ baseUrl }: Pick<DatasetContract, 'baseUrl'>): string => baseUrl ?? TLC_BASE_URL;

/** SSM parameter that says where a stage finds a dataset's publisher: the one of the TLC, or the dataset's own. */
export function baseUrlParameter(stage: Stage, { dataset, baseUrl }: Published): string {
  const { prefix, sourceBaseUrl } = parameterNames(stage);
  return baseUrl === undefined ? sourceBaseUrl : `${prefix}/source/${dataset}/base-url`;
}

/** A publisher other than the TLC. */
export interface OwnPublisher {
  readonly dataset: string;
  readonly parameter: string;
  readonly baseUrl: string;
  /** Path of its files where a folder stands in for every publisher: its host keeps it apart from the others. */
  readonly standIn: string;
}

/** Those of a stage, by dataset; throws ZodError naming an address that is none. */
export const ownPublishers = (
  stage: Stage,
  contracts: readonly Published[] = Object.values(datasets),
): readonly OwnPublisher[] =>
  contracts.flatMap((contract) => {
    if (contract.baseUrl === undefined) return [];
    const { host, pathname } = new URL(BaseUrl.parse(contract.baseUrl));
    return {
      dataset: contract.dataset,
      parameter: baseUrlParameter(stage, contract),
      baseUrl: contract.baseUrl,
      standIn: `/${host}${pathname.replace(/\/$/, '')}`,
    };
  });
