import { DEFAULT_DATASET, datasets, runName, sourceFileName, sourceMonth } from '@tlc-elt/contracts';

const contract = datasets[DEFAULT_DATASET];
const month = sourceMonth('2024-09');

/** What the help texts name: a table, a file of the publisher and a run. */
export const example = {
  table: contract.table,
  file: sourceFileName(contract, month),
  run: runName(DEFAULT_DATASET, month, 1),
} as const;
