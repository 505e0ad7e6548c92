import { jobNames } from '@tlc-elt/contracts';
import type { Grant } from '../role.ts';
import type { ConcernStack } from '../stack.ts';
import { dataApiGrants } from '../workgroup-grants.ts';

const WORKGROUP =
  'the ARN of a workgroup ends in an id that Redshift makes on creation; its name is in no ARN';

/** Log groups of Glue; they are the account's, whatever the stage. */
export const GLUE_LOG_GROUPS = [
  '/aws-glue/python-jobs/output',
  '/aws-glue/python-jobs/error',
  '/aws-glue/jobs/output',
  '/aws-glue/jobs/error',
  '/aws-glue/jobs/logs-v2',
] as const;

const glueLogs = (stack: ConcernStack, actions: readonly string[]): Grant => ({
  actions,
  resources: GLUE_LOG_GROUPS.map((group) => `${stack.arnOf('logs', `log-group:${group}`)}:*`),
  because: 'the ARN of a log group ends in `:*`',
});

/** Deploying: the bootstrap's roles do it; the rest is what the steps before and after need. */
export function deployGrants(stack: ConcernStack): Grant[] {
  const { account, region } = stack.config;
  const roles = ['deploy-role', 'file-publishing-role', 'lookup-role'];
  return [
    {
      actions: ['sts:AssumeRole'],
      resources: roles.map((role) => stack.roleArn(`cdk-hnb659fds-${role}-${account}-${region}`)),
    },
    {
      actions: ['ssm:GetParameter'],
      resources: [stack.arnOf('ssm', 'parameter/cdk-bootstrap/hnb659fds/version')],
    },
    {
      actions: [
        'redshift-serverless:GetWorkgroup',
        'redshift-serverless:ListUsageLimits',
        'redshift-serverless:CreateUsageLimit',
        'redshift-serverless:UpdateUsageLimit',
      ],
      resources: ['*'],
      because: `${WORKGROUP}, and usage limits know no resources`,
    },
    glueLogs(stack, ['logs:CreateLogGroup', 'logs:PutRetentionPolicy']),
    {
      actions: ['logs:DescribeLogGroups'],
      resources: [stack.arnOf('logs', 'log-group:*')],
      because: 'a list of log groups is asked of all of them, whatever prefix is given',
    },
  ];
}

/** Operating: start and watch runs, read logs, files and tables. It changes no resource. */
export function operateGrants(stack: ConcernStack): Grant[] {
  const { names, buckets, parameters } = stack;
  const execution = stack.arnOf('states', `execution:${names.stateMachine}:*`);
  return [
    {
      actions: ['states:StartExecution', 'states:ListExecutions', 'states:DescribeStateMachine'],
      resources: [stack.stateMachineArn],
    },
    {
      actions: [
        'states:DescribeExecution',
        'states:GetExecutionHistory',
        'states:StopExecution',
        'states:RedriveExecution',
      ],
      resources: [execution],
      because: 'an execution is named by its month and number',
    },
    {
      actions: ['glue:GetJobRun', 'glue:GetJobRuns'],
      resources: jobNames.map((job) => stack.arnOf('glue', `job/${names.jobs[job]}`)),
    },
    glueLogs(stack, ['logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:DescribeLogStreams']),
    {
      actions: ['logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:DescribeLogStreams'],
      resources: [names.checkSource, names.writePassport, names.trigger].map(
        (name) => `${stack.arnOf('logs', `log-group:/aws/lambda/${name}`)}:*`,
      ),
      because: 'the ARN of a log group ends in `:*`',
    },
    ...dataApiGrants(stack, ['redshift-data:ExecuteStatement']),
    {
      // `ops doctor` and `ops env`.
      actions: ['redshift-serverless:GetWorkgroup'],
      resources: [stack.arnOf('redshift-serverless', 'workgroup/*')],
      because: WORKGROUP,
    },
    {
      actions: ['s3:ListBucket'],
      resources: [buckets.raw, buckets.processed].map((name) => `arn:aws:s3:::${name}`),
    },
    {
      actions: ['s3:GetObject'],
      resources: [buckets.raw, buckets.processed].map((name) => `arn:aws:s3:::${name}/*`),
      because: 'files are named by content and attempt; the bucket is the boundary',
    },
    {
      actions: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'],
      resources: [
        stack.arnOf('ssm', `parameter${parameters.prefix}`),
        stack.arnOf('ssm', `parameter${parameters.prefix}/*`),
      ],
      because: "the stage's own parameters, by path",
    },
    {
      actions: ['redshift-serverless:GetNamespace', 'redshift-serverless:ListUsageLimits'],
      resources: ['*'],
      because:
        'the ARN of a namespace ends in an id that Redshift makes, and usage limits know no resources; both only read',
    },
    {
      actions: ['scheduler:GetSchedule'],
      resources: [stack.arnOf('scheduler', `schedule/default/${names.schedule}`)],
    },
  ];
}
