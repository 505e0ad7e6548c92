import {
  type ColumnContract,
  type Dataset,
  type DatasetContract,
  datasets,
  type Era,
  eraOfMonth,
  type QuarantineLimits,
  type Rule,
  type SourceMonth,
} from '@tlc-elt/contracts';
import { Failed } from '../../errors.ts';
import { typesOf } from '../contract-check/judge-schema.ts';
import type { ContractShowOptions } from './options.ts';

/** Where a source column of an era goes. */
export interface Mapping {
  readonly source: string;
  readonly types: string;
  /** Null where the table has no column for it: it is kept in raw, and in the quarantine. */
  readonly column: string | null;
  readonly column_type: ColumnContract['type'] | null;
}

export interface EraView {
  readonly name: string;
  readonly from: SourceMonth;
  readonly to: SourceMonth | null;
  /** Why its files are refused; null where they are loaded. */
  readonly refused: string | null;
  readonly mapping: readonly Mapping[];
}

export interface ContractShowResult {
  readonly dataset: Dataset;
  readonly version: number;
  readonly table: string;
  readonly month: SourceMonth | null;
  readonly eras: readonly EraView[];
  readonly rules: readonly Pick<Rule, 'name' | 'sentence'>[];
  readonly quarantine_limits: QuarantineLimits;
  readonly publication_deadline_days: number;
}

export async function showContract({ dataset, month }: ContractShowOptions): Promise<ContractShowResult> {
  return viewOf(datasets[dataset], month);
}

/** What a contract says, of all eras or of the era of a month. */
export function viewOf(contract: DatasetContract, month: SourceMonth | undefined): ContractShowResult {
  const era = month === undefined ? undefined : eraOfMonth(contract, month);
  if (month !== undefined && era === undefined)
    throw new Failed(`the contract has no era for ${month}: it begins with ${contract.firstMonth}`);
  return {
    dataset: contract.dataset,
    version: contract.version,
    table: contract.table,
    month: month ?? null,
    eras: (era ? [era] : contract.eras).map((each) => eraView(each, contract)),
    rules: contract.rules.map(({ name, sentence }) => ({ name, sentence })),
    quarantine_limits: contract.quarantineLimits,
    publication_deadline_days: contract.publicationDeadlineDays,
  };
}

const eraView = (era: Era, { columns }: DatasetContract): EraView => ({
  name: era.name,
  from: era.from,
  to: era.to ?? null,
  refused: era.refused ?? null,
  mapping: era.columns.map((source) => {
    const column = columns.find((candidate) => candidate.source === source.name);
    return {
      source: source.name,
      types: typesOf(source),
      column: column?.name ?? null,
      column_type: column?.type ?? null,
    };
  }),
});
