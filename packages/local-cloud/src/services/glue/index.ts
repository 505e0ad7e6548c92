import type {
  BatchStopJobRunRequest,
  GetJobRequest,
  GetJobRunRequest,
  GetJobRunsRequest,
  GetJobsRequest,
  ListJobsRequest,
  StartJobRunRequest,
} from '@aws-sdk/client-glue';
import { arnOf, INERT, named, type ResourceType } from '../../assembly/resource-type.ts';
import { held } from '../../kernel/deployed.ts';
import type { Input, Operation, Service } from '../../kernel/service.ts';
import { page } from '../page.ts';
import { Jobs } from './jobs.ts';
import { SETTINGS } from './settings.ts';
import { jobShape } from './shapes.ts';
import { task } from './task.ts';

const operations: Readonly<Record<string, Operation<Jobs>>> = {
  GetJob: {
    takes: ['JobName'],
    run: (jobs, { JobName }: Input<GetJobRequest>, call) => ({ Job: jobShape(jobs.allowed(JobName, call)) }),
  },
  GetJobs: {
    takes: ['NextToken', 'MaxResults'],
    run: (jobs, { NextToken, MaxResults = 100 }: Input<GetJobsRequest>, call) => {
      const { items, nextToken } = page(jobs.listed(call), NextToken, MaxResults);
      return { Jobs: items.map(jobShape), NextToken: nextToken };
    },
  },
  ListJobs: {
    takes: ['NextToken', 'MaxResults'],
    note: 'without Tags, which are refused',
    run: (jobs, { NextToken, MaxResults = 100 }: Input<ListJobsRequest>, call) => {
      const { items, nextToken } = page(jobs.listed(call), NextToken, MaxResults);
      return { JobNames: items.map(({ name }) => name), NextToken: nextToken };
    },
  },
  StartJobRun: {
    takes: ['JobName', 'Arguments', 'Timeout', 'AllocatedCapacity', ...SETTINGS],
    note: 'capacity, ExecutionClass, SecurityConfiguration and NotificationProperty of a run are told by GetJobRun and change nothing else; JobRunId (retry of a run) and ExecutionRoleSessionPolicy are refused',
    run: (jobs, input: Input<StartJobRunRequest>, call) => ({
      JobRunId: jobs.start(jobs.allowed(input.JobName, call), input),
    }),
  },
  GetJobRun: {
    takes: ['JobName', 'RunId'],
    inert: { PredecessorsIncluded: 'no trigger starts a run here, so none has predecessors' },
    run: (jobs, { JobName, RunId }: Input<GetJobRunRequest>, call) => ({
      JobRun: jobs.run(jobs.allowed(JobName, call), RunId),
    }),
  },
  GetJobRuns: {
    takes: ['JobName', 'NextToken', 'MaxResults'],
    run: (jobs, { JobName, NextToken, MaxResults = 200 }: Input<GetJobRunsRequest>, call) => {
      const { items, nextToken } = page(jobs.runs(jobs.allowed(JobName, call)), NextToken, MaxResults);
      return { JobRuns: items, NextToken: nextToken };
    },
  },
  BatchStopJobRun: {
    takes: ['JobName', 'JobRunIds'],
    run: (jobs, input: Input<BatchStopJobRunRequest>, call) =>
      jobs.stop(jobs.allowed(input.JobName, call), input),
  },
};

const resources: Readonly<Record<string, ResourceType<Jobs>>> = {
  'AWS::Glue::Job': {
    works: [
      'Name',
      'Role',
      'Command',
      'DefaultArguments',
      'NonOverridableArguments',
      'GlueVersion',
      'MaxCapacity',
      'WorkerType',
      'NumberOfWorkers',
      'AllocatedCapacity',
      'Timeout',
      'MaxRetries',
      'ExecutionProperty',
      'JobRunQueuingEnabled',
    ],
    inert: {
      Description: INERT.words,
      ExecutionClass: INERT.capacity,
      JobMode: 'how the console shows the script',
      LogUri: 'Glue itself ignores it',
      MaintenanceWindow: 'concerns streaming jobs, which are refused',
      NotificationProperty: 'delays a notification',
      SecurityConfiguration: INERT.encryption,
      Tags: INERT.tags,
    },
    identify: named('Name', (name, naming) => arnOf('glue', naming, `job/${name}`)),
    handlers: held(({ deployed }) => deployed),
  },
};

/** Glue: jobs, whose scripts really run. */
export const glue: Service<Jobs> = {
  name: 'glue',
  title: 'AWS Glue',
  state: (kernel) => new Jobs(kernel),
  operations,
  resources,
  offers: (jobs) => jobs,
  task,
  ownErrors: { InvalidNextToken: ['InvalidInputException', 400] },
  refused: {
    'jobs of the kinds gluestreaming and glueray, Scala, PythonVersion 2':
      'refused when the template is loaded',
    'MaxRetries above 0': 'refused when the template is loaded: retries belong into the workflow',
    'arguments of Glue’s own that would have to be ignored, bookmarks among them (listed below)':
      'InvalidInputException; in a template refused when it is loaded',
    'GlueContext: catalog, JDBC and other connections, formats but parquet, json, csv, orc; DynamicFrame transforms':
      'NotImplementedError in the script, by name',
  },
  differences: [
    'Python Shell jobs run on Python 3.9 where PATH or pyenv has one, Spark jobs on 3.11; otherwise on what there is of 3.10 to 3.13, and the start says so.',
    'Every glueetl job runs on Spark 3.5.6 (Glue 5.1), whatever its GlueVersion, as `local[n]` in one process.',
    'Without `--additional-python-modules` a job has boto3 1.38.46 (Spark 1.42.97) and nothing else: the 1.21.21 of Python Shell’s image knows no AWS_ENDPOINT_URL and would call AWS. Its awscli and `library-set` are not there.',
    'Each run of a Python Shell job has a process of its own, as on AWS. On Linux it is forked of one that has the modules imported which the job’s last run had of Python and of `--additional-python-modules`, but for those that start threads or write when they are imported; elsewhere one waits for each job’s next run. Nothing of the script or of `--extra-py-files` runs before the run starts. What waits ends with the local cloud, or after 15 minutes without a run.',
    'Wheels of `--extra-py-files` are made importable, their dependencies are not installed.',
    'A run reads its script and libraries by its role, then runs as this user: files of this machine are within its reach.',
    'ErrorMessage is the last traceback (at most 12,000 characters); Glue shortens it.',
    '`job.commit()` keeps nothing: bookmarks are refused.',
    'What a Spark script writes to stderr lies in /aws-glue/jobs/error, beside Spark’s own lines; Glue 5 has it in /aws-glue/jobs/output.',
  ],
  stop: (jobs) => jobs.close(),
};
