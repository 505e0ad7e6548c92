import { jobNames, parameterNames } from '@tlc-elt/contracts';
import { role } from '@tlc-elt/testing';

const names = parameterNames('local');
const parameters: Record<string, string> = {
  [names.rawBucket]: 'raw',
  [names.processedBucket]: 'processed',
  [names.scriptsBucket]: 'scripts',
  [names.workgroup]: 'tlc-local',
  [names.namespace]: 'tlc-local',
  [names.database]: 'tlc',
  [names.copyRoleArn]: 'arn:aws:iam::000000000000:role/tlc-local-copy',
  [names.sourceBaseUrl]: 'set when it runs',
  [names.checkSourceArn]: 'arn:aws:lambda:us-east-1:000000000000:function:tlc-local-check-source',
  [names.stateMachineArn]: 'arn:aws:states:us-east-1:000000000000:stateMachine:tlc-local-pipeline',
  [names.triggerArn]: 'arn:aws:lambda:us-east-1:000000000000:function:tlc-local-trigger',
  [names.scheduleName]: 'tlc-local-monthly',
  ...Object.fromEntries(jobNames.map((job) => [names.jobNames[job], `tlc-local-${job}`])),
};

/** Months of 2030 wait for ever, those of 2012 and 2016 fail; others end at once. */
const machine = {
  StartAt: 'Which',
  States: {
    Which: {
      Type: 'Choice',
      Choices: [
        { Variable: '$.month', StringMatches: '2030-*', Next: 'WaitForPublication' },
        { Variable: '$.month', StringMatches: '2012-*', Next: 'PipelineFailed' },
        { Variable: '$.month', StringMatches: '2016-*', Next: 'QuarantineFailed' },
      ],
      Default: 'PipelineSucceeded',
    },
    WaitForPublication: { Type: 'Wait', Seconds: 86_400, Next: 'PipelineSucceeded' },
    PipelineFailed: { Type: 'Fail', Error: 'StaleRun', Cause: 'StaleRun: r9 is newer. Next: Nothing.' },
    QuarantineFailed: {
      Type: 'Fail',
      Error: 'QuarantineLimitExceeded',
      Cause: 'QuarantineLimitExceeded: 40 of 100 rows break a rule. Next: Look.',
    },
    PipelineSucceeded: { Type: 'Succeed' },
  },
};

const roleArn = { 'Fn::GetAtt': ['Role', 'Arn'] };
const bucket = (BucketName: string) => ({ Type: 'AWS::S3::Bucket', Properties: { BucketName } });
/** CloudFormation resources of a stage `local` that ops can read. */
export const localResources = {
  Role: role('states.amazonaws.com'),
  Raw: bucket('raw'),
  Processed: bucket('processed'),
  Namespace: {
    Type: 'AWS::RedshiftServerless::Namespace',
    Properties: { NamespaceName: 'tlc-local', DbName: 'tlc', ManageAdminPassword: true },
  },
  Workgroup: {
    Type: 'AWS::RedshiftServerless::Workgroup',
    Properties: { WorkgroupName: 'tlc-local', NamespaceName: 'tlc-local', BaseCapacity: 8, MaxCapacity: 16 },
  },
  Machine: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      StateMachineName: 'tlc-local-pipeline',
      RoleArn: roleArn,
      DefinitionString: JSON.stringify(machine),
    },
  },
  Schedule: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name: 'tlc-local-monthly',
      ScheduleExpression: 'cron(0 6 5 * ? *)',
      ScheduleExpressionTimezone: 'America/New_York',
      State: 'DISABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: parameters[names.triggerArn],
        RoleArn: roleArn,
        Input: JSON.stringify({ datasets: ['yellow', 'green'] }),
      },
    },
  },
  ...Object.fromEntries(
    Object.entries(parameters).map(([Name, Value], i) => [
      `Parameter${i}`,
      { Type: 'AWS::SSM::Parameter', Properties: { Name, Value, Type: 'String' } },
    ]),
  ),
};
