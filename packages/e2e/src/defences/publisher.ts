import type { Defence } from './defence.ts';

const PUBLICATION = 'apps/check-source/src/publication.test.ts';
const DOWNLOAD = 'glue-scripts/tests/ingest/test_download.py';

/** The publisher is hostile, or was taken over: this reaches AWS. */
export const publisherDefences: readonly Defence[] = [
  {
    tries: "a file that is larger than any of the dataset's",
    happens:
      'CheckSource refuses it: `SourceNotUsable` with the length and the bound, which the contract has',
    test: PUBLICATION,
    named: 'a length that no file has, and a date that has not come',
  },
  {
    tries: 'a body longer than its length, or without end',
    happens: 'the download ends at the length; the disk holds no more than that',
    test: DOWNLOAD,
    named: 'test_an_endless_answer_does_not_fill_the_disk',
  },
  {
    tries: 'a file that the disk cannot hold',
    happens: 'it is not asked for: the error has the free and the needed bytes',
    test: DOWNLOAD,
    named: 'test_what_the_disk_cannot_hold_is_not_asked_for',
  },
  {
    tries: 'a body that trickles, so that a job is billed for its whole hour',
    happens: 'given up after a minute below the least rate; transient, and told with the rate',
    test: DOWNLOAD,
    named: 'test_a_trickle_is_given_up_long_before_the_time_that_the_whole_file_may_take',
  },
  {
    tries: 'a redirect to another host or port, to metadata of the machine, to another scheme, to itself',
    happens:
      'refused by CheckSource, which asks nobody but the publisher (its host by TLS, or its very origin)',
    test: PUBLICATION,
    named: "['another host', 'http://169.254.169.254/latest/'",
  },
  {
    tries: 'the same of the download',
    happens: 'refused by IngestRaw by the same rule',
    test: DOWNLOAD,
    named: 'test_a_redirect_stays_with_the_publisher',
  },
  {
    tries: 'a date in the future, which no later publication would be newer than',
    happens: 'refused where it lies more than a day ahead',
    test: PUBLICATION,
    named: 'a length that no file has, and a date that has not come',
  },
  {
    tries: 'an answer whose bytes would stand in an error, as those of an internal server did',
    happens: 'the error names the kind of what came, none of its bytes',
    test: 'glue-scripts/tests/ingest/test_ingest_raw.py',
    named: 'test_an_answer_that_is_no_file_never_reaches_s3',
  },
  {
    tries: 'headers without end',
    happens: 'refused as `SourceNotUsable`',
    test: PUBLICATION,
    named: 'headers without end',
  },
  {
    tries: 'a certificate that nobody vouches for',
    happens: 'refused as `SourceNotUsable`',
    test: PUBLICATION,
    named: 'a certificate that nobody vouches for',
  },
  {
    tries: 'an ETag that is a folder of its own (`.`, `..`), an option (`--force`), or a thousand characters',
    happens:
      'its hash stands for it, which is the name of one folder and no option; without an ETag the file is refused',
    test: 'packages/contracts/src/artifacts/source.test.ts',
    named: 'an ETag %s is hashed',
  },
  {
    tries: 'a rejected row with 65,536 bytes of text, to block its month',
    happens: 'cut with a mark in the table, whole in the quarantine files',
    test: 'glue-scripts/tests/transform/test_encodings.py',
    named: 'test_a_text_of_a_rejected_row_is_whole_in_the_files_and_cut_in_the_table',
  },
  {
    tries: "bytes of a file that a terminal obeys (ESC, C1, bidi marks), in any command's output",
    happens: 'shown as `\\u001b` and the like, by one function at the printing edge',
    test: 'packages/contracts/src/printable.test.ts',
    named: 'what is kept stays',
  },
];

/** Who may start executions and jobs by hand, and starts odd ones. */
export const startedByHand: readonly Defence[] = [
  {
    tries: 'an execution named `…-r3000000000`, beyond the ledger’s INTEGER',
    happens: 'its name is refused; numbers beyond nine digits do not count for the next run',
    test: 'packages/contracts/src/run/run-name.test.ts',
    named: 'the next number lies above every known one of that month, whatever else runs',
  },
  {
    tries: 'a job with `--force TRUE`, or with any other flag that is neither true nor false',
    happens: 'refused with the value, before anything is read',
    test: 'glue-scripts/tests/test_arguments.py',
    named: 'test_a_flag_is_true_or_false_and_nothing_else',
  },
  {
    tries:
      'tables of our names, made before the first load by somebody who may connect to the warehouse and so owns them',
    happens: 'LoadRedshift loads into tables of its own role alone: `TableNotOwned` names table and owner',
    test: 'glue-scripts/tests/load/test_owner.py',
    named: 'test_nothing_is_loaded_into_tables_that_somebody_else_made_first',
  },
];
