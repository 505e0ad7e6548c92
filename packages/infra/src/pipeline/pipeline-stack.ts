import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jobStates } from '@tlc-elt/contracts';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/stages.ts';
import { type Grant, serviceRole } from '../role.ts';
import { ConcernStack } from '../stack.ts';

/** The workflow's file; its `${…}` placeholders are what `substitutions` supplies. */
export const ASL_FILE = join(import.meta.dirname, 'pipeline.asl.json');

/** Ways to end that a Catch may not see: it misses the last two, and whatever breaks NotifyFailure. */
const BAD_ENDS = ['FAILED', 'TIMED_OUT', 'ABORTED'];

/** The workflow: one hand-written ASL file, its role, its log, and who is told when it ends badly. */
export class PipelineStack extends ConcernStack {
  readonly #checkSourceArn: string;

  constructor(scope: Construct, config: StageConfig) {
    super(scope, 'pipeline', config);
    this.#checkSourceArn = this.arnOf('lambda', `function:${this.names.checkSource}`);
    const role = serviceRole(this, 'Role', {
      roleName: this.names.roles.pipeline,
      description: 'The workflow runs its states',
      services: ['states.amazonaws.com'],
      grants: [...this.#grants(), ...deliveryGrants],
    });
    this.#stateMachine(role);
    this.#badEnds();
    this.publish('StateMachineParameter', this.parameters.stateMachineArn, this.stateMachineArn);
  }

  #stateMachine(role: Role): void {
    const logGroup = this.logGroup('Logs', `/aws/vendedlogs/states/${this.names.stateMachine}`);
    new CfnStateMachine(this, 'StateMachine', {
      stateMachineName: this.names.stateMachine,
      stateMachineType: 'STANDARD',
      roleArn: role.roleArn,
      definitionString: readFileSync(ASL_FILE, 'utf8'),
      definitionSubstitutions: {
        CheckSourceArn: this.#checkSourceArn,
        ...Object.fromEntries(jobStates.map((state) => [`${state}Job`, this.names.jobs[state]])),
        TopicArn: this.topicArn,
      },
      loggingConfiguration: {
        level: 'ALL',
        includeExecutionData: true,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logGroup.logGroupArn } }],
      },
      tracingConfiguration: { enabled: true },
    });
  }

  #badEnds(): void {
    const rule = new Rule(this, 'BadEnds', {
      ruleName: `${this.names.stateMachine}-bad-ends`,
      description: 'An execution failed, timed out or was stopped',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [this.stateMachineArn], status: BAD_ENDS },
      },
    });
    const [name, status] = [EventField.fromPath('$.detail.name'), EventField.fromPath('$.detail.status')];
    rule.addTarget(
      new SnsTopic(Topic.fromTopicArn(this, 'Notifications', this.topicArn), {
        message: RuleTargetInput.fromText(
          `${name} ended ${status}. What to do: \`pnpm ops status\`, then \`pnpm ops logs ${name}\`; docs/runbook.md`,
        ),
      }),
    );
  }

  #grants(): Grant[] {
    return [
      { actions: ['lambda:InvokeFunction'], resources: [this.#checkSourceArn] },
      // .sync of Glue: "IAM policies for calling AWS Glue", AWS Step Functions developer guide.
      {
        actions: ['glue:StartJobRun', 'glue:GetJobRun', 'glue:GetJobRuns', 'glue:BatchStopJobRun'],
        resources: jobStates.map((state) => this.arnOf('glue', `job/${this.names.jobs[state]}`)),
      },
      { actions: ['sns:Publish'], resources: [this.topicArn] },
    ];
  }
}

/** What Step Functions needs to deliver logs and traces. */
const deliveryGrants: readonly Grant[] = [
  {
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
    because:
      'log delivery knows no resources: "Logging using CloudWatch Logs", AWS Step Functions developer guide',
  },
  {
    actions: [
      'xray:PutTraceSegments',
      'xray:PutTelemetryRecords',
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
    ],
    resources: ['*'],
    because: 'X-Ray knows no resources: "Tracing using X-Ray", AWS Step Functions developer guide',
  },
];
