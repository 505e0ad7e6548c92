import type { JobState } from '@tlc-elt/contracts';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ConcernStack } from '../stack.ts';

const allow = (
  actions: string[],
  resources: string[],
  conditions?: Record<string, Record<string, string>>,
): PolicyStatement => new PolicyStatement({ actions, resources, ...(conditions ? { conditions } : {}) });

const objects = (bucket: string): string => `arn:aws:s3:::${bucket}/*`;
const whole = (bucket: string): string => `arn:aws:s3:::${bucket}`;

/** What every job needs to start: its script and library, and Glue's log groups. */
function base(stack: ConcernStack, logGroups: string): PolicyStatement[] {
  return [
    allow(['s3:GetObject'], [objects(stack.buckets.scripts)]),
    allow(
      ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      [stack.arnOf('logs', `log-group:${logGroups}`), stack.arnOf('logs', `log-group:${logGroups}:*`)],
    ),
  ];
}

const PYTHON_LOGS = '/aws-glue/python-jobs/*';
const SPARK_LOGS = '/aws-glue/jobs/*';

function ingest(stack: ConcernStack): PolicyStatement[] {
  const { raw } = stack.buckets;
  return [
    ...base(stack, PYTHON_LOGS),
    allow(['s3:ListBucket'], [whole(raw)]), // an absent manifest answers 404 only to who may list
    allow(['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'], [objects(raw)]),
  ];
}

function transform(stack: ConcernStack): PolicyStatement[] {
  const { raw, processed } = stack.buckets;
  const spark = stack.config.transformEngine === 'spark';
  const statements = [
    ...base(stack, spark ? SPARK_LOGS : PYTHON_LOGS),
    allow(['s3:GetObject'], [objects(raw)]),
  ];
  if (!spark)
    return [...statements, allow(['s3:PutObject', 's3:AbortMultipartUpload'], [objects(processed)])];
  return [
    ...statements,
    allow(['s3:ListBucket'], [whole(raw), whole(processed)]),
    // s3a renames what it commits: copy and delete; it probes for folders.
    allow(
      ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
      [objects(processed)],
    ),
  ];
}

function load(stack: ConcernStack): PolicyStatement[] {
  const { raw, processed } = stack.buckets;
  // Workgroup ids are not known before the deploy; the name is in no ARN of the Data API.
  const workgroups = stack.arnOf('redshift-serverless', 'workgroup/*');
  return [
    ...base(stack, PYTHON_LOGS),
    allow(['s3:ListBucket'], [whole(processed)]),
    allow(['s3:GetObject'], [objects(raw), objects(processed)]),
    allow(['redshift-data:ExecuteStatement', 'redshift-data:BatchExecuteStatement'], [workgroups]),
    allow(['redshift-serverless:GetCredentials'], [workgroups]),
    // These take no resource: the condition keeps them to the role's own statements.
    allow(['redshift-data:DescribeStatement', 'redshift-data:GetStatementResult'], ['*'], {
      StringEquals: { 'redshift-data:statement-owner-iam-userid': '${aws:userid}' },
    }),
  ];
}

/** Statements of each job's own role. */
export const jobPolicies: Readonly<Record<JobState, (stack: ConcernStack) => PolicyStatement[]>> = {
  IngestRaw: ingest,
  TransformTrips: transform,
  LoadRedshift: load,
};
