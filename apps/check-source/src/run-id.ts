import { ledgerColumns, PipelineError } from '@tlc-elt/contracts';

const longest = Number(
  /\d+/.exec(ledgerColumns.find(({ name }) => name === 'run_id')?.type ?? '')?.[0] ?? Number.NaN,
);

/**
 * The run id of an execution: its name, whoever chose it. Names of `runName` end in the run's number; any other
 * name counts as number 0 in the fence, so that it never replaces a numbered run of the same publication unless forced.
 * Throws PipelineInputError for a name that cannot be part of S3 keys and of the ledger's column.
 */
export function runIdOf(executionName: string): string {
  const isRunId = /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(executionName) && executionName.length <= longest;
  if (isRunId && !/-r\d{10,}$/.test(executionName)) return executionName;
  throw new PipelineError(
    'PipelineInputError',
    `the execution's name ${JSON.stringify(executionName)} cannot be a run id`,
    {
      next: `Start it again under a name of at most ${longest} letters, digits, '.', '_' and '-', the first a letter or a digit, that ends in no run number of ten digits.`,
    },
  );
}
