import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_DATASET, jobStates, WOKEN } from '@tlc-elt/contracts';
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

/** Bad ends that NotifyFailure does not tell: those that no Catch sees, and whatever breaks NotifyFailure itself. */
const UNTOLD_ENDS = {
  Untimely: {
    status: ['TIMED_OUT', 'ABORTED'],
    error: [{ exists: false }, null, { 'anything-but': WOKEN }],
  },
  NotTold: { status: ['FAILED'], cause: [{ suffix: ' (NotifyFailure could not tell it)' }] },
  NotRead: { status: ['FAILED'], error: ['States.QueryEvaluationError'] },
};

/** Stands for no value in the workflow: substitutions are texts. */
const NOTHING = 'none';

/** The workflow: one hand-written ASL file, its role, its log, and who is told when it ends badly. */
export class PipelineStack extends ConcernStack {
  readonly #checkSourceArn: string;
  readonly #writePassportArn: string;

  constructor(scope: Construct, config: StageConfig) {
    super(scope, 'pipeline', config);
    this.#checkSourceArn = this.arnOf('lambda', `function:${this.names.checkSource}`);
    this.#writePassportArn = this.arnOf('lambda', `function:${this.names.writePassport}`);
    const role = serviceRole(this, 'Role', {
      roleName: this.names.roles.pipeline,
      description: 'The workflow runs its states',
      services: ['states.amazonaws.com'],
      grants: [...this.#grants(), ...deliveryGrants],
    });
    this.#stateMachine(role);
    this.#untoldEnds();
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
        WritePassportArn: this.#writePassportArn,
        ...Object.fromEntries(jobStates.map((state) => [`${state}Job`, this.names.jobs[state]])),
        TopicArn: this.topicArn,
        Notify: this.config.notify.join(',') || NOTHING,
        PassportUrl: this.config.passportUrl ?? NOTHING,
        DefaultDataset: DEFAULT_DATASET,
      },
      loggingConfiguration: {
        level: 'ALL',
        includeExecutionData: true,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logGroup.logGroupArn } }],
      },
      tracingConfiguration: { enabled: true },
    });
  }

  #untoldEnds(): void {
    const [name, status] = [EventField.fromPath('$.detail.name'), EventField.fromPath('$.detail.status')];
    const target = new SnsTopic(Topic.fromTopicArn(this, 'Notifications', this.topicArn), {
      message: RuleTargetInput.fromText(
        `${name} ended ${status}. What to do: \`pnpm ops status\`, then \`pnpm ops logs ${name}\`; docs/runbook.md`,
      ),
    });
    for (const [id, end] of Object.entries(UNTOLD_ENDS))
      new Rule(this, id, {
        ruleName: `${this.names.stateMachine}-${id}`,
        description: 'An execution ended badly, and its workflow could not tell',
        // What was to be told and could not be is wanted by its kind; of the other ends no kind is known but failed.
        enabled: id === 'NotTold' || this.config.notify.includes('failed'),
        eventPattern: {
          source: ['aws.states'],
          detailType: ['Step Functions Execution Status Change'],
          detail: { stateMachineArn: [this.stateMachineArn], ...end },
        },
        targets: [target],
      });
  }

  #grants(): Grant[] {
    return [
      { actions: ['lambda:InvokeFunction'], resources: [this.#checkSourceArn, this.#writePassportArn] },
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
