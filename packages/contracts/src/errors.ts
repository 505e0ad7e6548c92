/** An error of the pipeline: transient where a retry helps, terminal where something must change first. */
export interface ErrorContract {
  readonly kind: 'transient' | 'terminal';
  readonly meaning: string;
  /** What the on-call does next; `MONTH` stands for the source month. */
  readonly next: string;
}

const transient = (meaning: string, next: string): ErrorContract => ({ kind: 'transient', meaning, next });
const terminal = (meaning: string, next: string): ErrorContract => ({ kind: 'terminal', meaning, next });

/** Every error that a state of the workflow ends with, by the name that stands first in its cause. */
export const pipelineErrors = {
  PipelineInputError: terminal('The execution was started with an input that the pipeline does not know.', 'Start the month by `ops run MONTH`.'),
  MonthNotSupported: terminal('The contract refuses the month: it lies before the first era that can be loaded.', 'Load a later month; `ops contract show MONTH` gives the reason.'),
  SourceUnavailable: transient('The publisher is busy, slow or blocks this client; every try within the run failed.', 'Run the month again later: `ops run MONTH`.'),
  SourceNotUsable: terminal(
    "The publisher's answer can never become a load, such as 404 or headers without ETag.",
    'Look at the address in the message by hand; if the publisher has moved, change the SSM parameter of the base URL.',
  ),
  SourceChanged: transient('The publisher replaced the file in the middle of the run.', 'Run the month again: `ops run MONTH` loads the newer publication.'),
  SourceFileInvalid: terminal(
    'What was downloaded is no whole parquet file (truncated, empty, HTML, of another length or hash, damaged in a page), or one that not both engines can read.',
    'Open the address in the message; run the month again once the publisher has repaired it.',
  ),
  SourceSchemaError: terminal(
    'The file has an unknown, missing or retyped column, or a value that its column of the table cannot hold.',
    '`ops contract check FILE` on a downloaded copy; docs/adding-a-column.md shows how the contract learns it.',
  ),
  PublicationOverdue: terminal('The month is not published although its deadline has passed.', "Look at the publisher's page; run the month again when the file is there."),
  PlanOutdated: terminal('The publisher has another file than when the plan was made that started the run; nothing was downloaded.', 'Plan again: `ops plan MONTH`.'),
  LedgerUnavailable: transient("The ledger's copy, or what is known of the month, could not be read from S3.", 'Check the stage with `ops doctor`, then `ops run MONTH`.'),
  WarehouseUnavailable: transient('The warehouse refused or dropped a statement for a passing reason; the load was rolled back.', 'Run the month again: `ops run MONTH`; the table still has the previous load.'),
  LoadConflict: transient('Another transaction held or changed the tables through every try of the load.', 'Wait for the other run (`ops status`), then `ops run MONTH`.'),
  StaleRun: terminal(
    'A newer publication, or a later run of the same one, is loaded: this run must not replace it.',
    'Nothing, the table has the newer one; `ops run MONTH --accept-older` loads the older one all the same.',
  ),
  GeneratedNotAllowed: terminal('The file is generated for a demonstration: other stages than local refuse it, and it never replaces a real one.', 'Load the real month.'),
  ReconciliationError: terminal(
    'Two counts or digests of the same rows differ; nothing was committed, unless the message says "after the commit".',
    '`ops verify MONTH` names both numbers; run the month again and file a bug if they differ again.',
  ),
  QuarantineLimitExceeded: terminal('Far more rows were rejected than the months before had; nothing was loaded.', '`ops quarantine MONTH` shows the rows; `ops run MONTH --accept-quarantine` loads all the same.'),
  SourceShrank: terminal(
    'A republication has far fewer rows than what is loaded of the month; nothing was loaded.',
    'Look at the publication: `ops status MONTH --source`; `ops run MONTH --accept-shrink` loads it all the same.',
  ),
  RepublicationHeld: terminal(
    'A republication changes more of a loaded month than the contract lets pass unseen; nothing was loaded, the table has the month as before.',
    '`ops diff MONTH` shows what it changes; `ops run MONTH --accept-republication` loads it.',
  ),
  MonthUnusual: terminal(
    'The month is odd in what the stage is told to stop on (TLC_STOP_ON); nothing was loaded, the table has the month as before.',
    'Look at what is named; `ops run MONTH --accept-unusual` loads the month all the same.',
  ),
  TableSchemaMismatch: terminal('A table of the warehouse has other columns than the contract.', '`ops migrate` brings the tables to the contract.'),
  TableNotOwned: terminal(
    'A table or a view of the warehouse belongs to somebody else than the load job: they could change what is loaded.',
    'Find out who made it; the administrator drops it or gives it to the load job, and docs/runbook.md has the statements.',
  ),
  LoadFailed: terminal('The warehouse refused a statement of the load, which was rolled back.', '`ops logs MONTH --state LoadRedshift` shows the statement and the reason.'),
} as const satisfies Record<string, ErrorContract>;
export type PipelineErrorName = keyof typeof pipelineErrors;

/** What to do next about an error, or other advice, with the month that `MONTH` stands for. */
export const nextOf = (name: PipelineErrorName, month = 'MONTH', next: string = pipelineErrors[name].next): string => next.replaceAll('MONTH', month);

/** What an error says besides what was wrong: the month that `MONTH` stands for, other advice, and values. */
export interface ErrorDetails {
  readonly month?: string;
  readonly next?: string;
  readonly [field: string]: unknown;
}

/** An error of the contract in the words of the jobs' own (tlc_elt/errors.py): `<what was wrong>. Next: <what to do>`. */
export class PipelineError extends Error {
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(name: PipelineErrorName, what: string, details: ErrorDetails = {}) {
    const { month, next, ...fields } = details;
    super(`${what.replace(/\.$/, '')}. Next: ${nextOf(name, month, next)}`);
    this.name = name;
    this.fields = fields;
  }
}
