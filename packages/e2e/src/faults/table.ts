import type { TriedDataset } from '../trips.ts';
import { calendarFaults } from './calendar-faults.ts';
import { concurrencyFaults } from './concurrency-faults.ts';
import type { Fault, FaultElsewhere } from './fault.ts';
import { fileFaults } from './file-faults.ts';
import { processFaults } from './process-faults.ts';
import { publisherFaults } from './publisher-faults.ts';
import { storageFaults } from './storage-faults.ts';

export const CALENDAR = 'The calendar';

/** A fault, and whose month it happens to. */
export type DatasetFault = Fault & { readonly dataset: TriedDataset };

/** The datasets take turns: runs of both go on side by side. */
const inTurns = (found: readonly Fault[]): readonly DatasetFault[] =>
  found.map((fault, index) => ({ dataset: index % 2 === 0 ? 'fhvhv' : 'yellow', ...fault }));

/** Every fault, by what fails. */
export const faults: Readonly<Record<string, readonly DatasetFault[]>> = {
  'The publisher and the network': inTurns(publisherFaults),
  'What is published': inTurns(fileFaults),
  'S3 and disks': inTurns(storageFaults),
  'Jobs and the warehouse': inTurns(processFaults),
  'Several at once': inTurns(concurrencyFaults),
  [CALENDAR]: inTurns(calendarFaults),
};

/** Faults of the list that other tests make. */
export const faultsElsewhere: readonly FaultElsewhere[] = [
  {
    what: 'the local cloud killed (SIGKILL) at each state',
    outcome: 'after a restart and another run the table is as without the kill',
    test: 'packages/e2e/test/kill.test.ts',
    named: 'a restart and another run: the same table as without the kill',
  },
  {
    what: "a statement that fails at each position of the load's transaction",
    outcome: 'nothing is committed, the month before stays readable and whole, the next try loads',
    test: 'glue-scripts/tests/load/test_statement_failures.py',
    named: 'test_a_statement_that_fails_at_any_position_commits_nothing',
  },
  {
    what: 'a lookup of taxi zones that is not there, no CSV, truncated, or lacks a column or rows',
    outcome: 'the month is loaded, the lookup before stays, `ops status` and `ops doctor` say why',
    test: 'glue-scripts/tests/ingest/test_lookup.py',
    named: 'test_a_damaged_file_takes_no_good_ones_place',
  },
  {
    what: 'a first lookup that two loads bring at once',
    outcome: 'both months are loaded, and the lookup has one version',
    test: 'glue-scripts/tests/load/test_lookup.py',
    named: 'test_two_loads_that_bring_the_lookup_at_once_leave_one_version',
  },
  {
    what: '`ops apply` killed (SIGKILL) while months of its plan run',
    outcome: 'the same command watches what it has started, starts nothing twice, and goes on with the rest',
    test: 'apps/ops-cli/src/commands/apply/apply.test.ts',
    named:
      'killed in the middle, the same command goes on with what it has started, and starts it no second time',
  },
  {
    what: 'a file, a load or a run that comes between a plan and its `ops apply`',
    outcome: 'nothing is started, and it is said what was planned and what is there now',
    test: 'apps/ops-cli/src/commands/apply/apply.test.ts',
    named:
      'a month whose file was replaced is refused, with what was planned and what is, and nothing is started',
  },
  {
    what: 'a throttled StartJobRun',
    outcome: 'the workflow starts the job again, with backoff',
    test: 'packages/local-cloud/src/services/states/pipeline.test.ts',
    named: 'a throttled StartJobRun is Glue.AWSGlueException, and tried again',
  },
  {
    what: "a schedule that fires at a year's turn",
    outcome: 'the due month is the one two months before, in the year that it belongs to',
    test: 'packages/contracts/src/run/calendar.test.ts',
    named: 'the fifth of each month at six in New York, a leap year and the turn of the year included',
  },
  {
    what: 'more runs at once than Glue takes',
    outcome: 'the workflow waits for them and starts the job later, for more than an hour',
    test: 'packages/local-cloud/src/services/states/pipeline.test.ts',
    named: 'a job that has as many runs as Glue takes is tried again, for more than an hour',
  },
];
