import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jobStates } from '@tlc-elt/contracts';
import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/stages.ts';
import { serviceRole } from '../role.ts';
import { ConcernStack } from '../stack.ts';

const ASL = join(import.meta.dirname, 'pipeline.asl.json');

/** The workflow: one hand-written ASL file, its role, its log. */
export class PipelineStack extends ConcernStack {
  constructor(scope: Construct, config: StageConfig) {
    super(scope, 'pipeline', config);
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/vendedlogs/states/${this.names.stateMachine}`,
      retention: config.logRetentionDays,
      removalPolicy: config.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const checkSourceArn = this.arnOf('lambda', `function:${this.names.checkSource}`);
    const topicArn = this.arnOf('sns', this.names.topic);
    const role = serviceRole(this, 'Role', {
      roleName: this.names.roles.pipeline,
      description: 'The workflow runs its states',
      services: ['states.amazonaws.com'],
      statements: this.#statements(checkSourceArn, topicArn),
    });
    const stateMachine = new CfnStateMachine(this, 'StateMachine', {
      stateMachineName: this.names.stateMachine,
      stateMachineType: 'STANDARD',
      roleArn: role.roleArn,
      definitionString: readFileSync(ASL, 'utf8'),
      definitionSubstitutions: {
        CheckSourceArn: checkSourceArn,
        ...Object.fromEntries(jobStates.map((state) => [`${state}Job`, this.names.jobs[state]])),
        TopicArn: topicArn,
      },
      loggingConfiguration: {
        level: 'ERROR',
        includeExecutionData: true,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logGroup.logGroupArn } }],
      },
      tracingConfiguration: { enabled: true },
    });
    stateMachine.node.addDependency(role);
    this.publish(
      'StateMachineParameter',
      this.parameters.stateMachineArn,
      this.arnOf('states', `stateMachine:${this.names.stateMachine}`),
    );
  }

  #statements(checkSourceArn: string, topicArn: string): PolicyStatement[] {
    const jobs = jobStates.map((state) => this.arnOf('glue', `job/${this.names.jobs[state]}`));
    return [
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [checkSourceArn] }),
      // .sync of Glue: "IAM policies for calling AWS Glue", AWS Step Functions developer guide.
      new PolicyStatement({
        actions: ['glue:StartJobRun', 'glue:GetJobRun', 'glue:GetJobRuns', 'glue:BatchStopJobRun'],
        resources: jobs,
      }),
      new PolicyStatement({ actions: ['sns:Publish'], resources: [topicArn] }),
      // Log delivery and X-Ray know no resources: "Logging using CloudWatch Logs", "Tracing using X-Ray", same guide.
      new PolicyStatement({
        actions: [
          'logs:CreateLogDelivery',
          'logs:GetLogDelivery',
          'logs:UpdateLogDelivery',
          'logs:DeleteLogDelivery',
          'logs:ListLogDeliveries',
          'logs:PutResourcePolicy',
          'logs:DescribeResourcePolicies',
          'logs:DescribeLogGroups',
        ],
        resources: ['*'],
      }),
      new PolicyStatement({
        actions: [
          'xray:PutTraceSegments',
          'xray:PutTelemetryRecords',
          'xray:GetSamplingRules',
          'xray:GetSamplingTargets',
        ],
        resources: ['*'],
      }),
    ];
  }
}
