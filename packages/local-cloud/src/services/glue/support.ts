import { partial, supported } from '../../support/operations.ts';
import type { ServiceSupport } from '../../support/types.ts';
import { REFUSED } from './script-arguments.ts';

/** What Glue does here, for docs/local-cloud.md. */
export const support: ServiceSupport = {
  service: 'AWS Glue',
  signingName: 'glue',
  protocol: 'JSON 1.1',
  operations: {
    ...supported('GetJob', 'GetJobs', 'ListJobs', 'GetJobRun', 'GetJobRuns', 'BatchStopJobRun'),
    StartJobRun: partial(
      'JobName, Arguments, Timeout; capacity and notification settings of a run change nothing; JobRunId (retry of a run) is refused',
    ),
  },
  refused: {
    'jobs of the kinds gluestreaming and glueray, Scala, PythonVersion 2':
      'refused when the template is loaded',
    'MaxRetries above 0': 'refused when the template is loaded: retries belong into the workflow',
    [`the arguments ${REFUSED.join(', ')}`]: 'InvalidInputException',
    'GlueContext: catalog, JDBC and other connections, formats but parquet, json, csv, orc; DynamicFrame transforms':
      'NotImplementedError in the script, by name',
  },
  differences: [
    'Scripts run on this machine’s Python 3.10 to 3.13; Python Shell is 3.9, Glue 5.1 is 3.11.',
    'Every glueetl job runs on Spark 3.5.6 (Glue 5.1), whatever its GlueVersion, as `local[n]` in one process.',
    'Without `--additional-python-modules` a job has boto3 1.42.97 and nothing else; Python Shell’s `library-set` is not there.',
    'Wheels of `--extra-py-files` are made importable, their dependencies are not installed.',
    'A run reads its script and libraries by its role, then runs as this user: files of this machine are within its reach.',
    'ErrorMessage is the last traceback (at most 12,000 characters); Glue shortens it.',
    'Where a role may not write logs, AWS writes none; here they are kept, and the local cloud’s log says so.',
    'Bookmarks are off: `job.commit()` keeps nothing.',
  ],
};
