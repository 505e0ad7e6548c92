import { bucketNames, PROJECT, parameterNames, resourceNames } from '@tlc-elt/contracts';
import { type CfnResource, DefaultStackSynthesizer, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { type AnyConcern, stackName } from './config/stacks.ts';
import type { StageConfig } from './config/stages.ts';

/** A stack of one concern: the stage's names, tags, and parameters by which others find what it made. */
export class ConcernStack extends Stack {
  readonly config: StageConfig;
  readonly names: ReturnType<typeof resourceNames>;
  readonly buckets: ReturnType<typeof bucketNames>;
  readonly parameters: ReturnType<typeof parameterNames>;

  constructor(scope: Construct, concern: AnyConcern, config: StageConfig) {
    const { stage, account, region } = config;
    super(scope, stackName(stage, concern), {
      env: { account, region },
      description: `tlc-elt ${stage}: ${concern}`,
      // The bootstrap version is an SSM lookup of the deploying account; templates stay readable without it.
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    });
    this.config = config;
    this.names = resourceNames(stage);
    this.buckets = bucketNames(stage, account, region);
    this.parameters = parameterNames(stage);
    Tags.of(this).add('project', 'tlc-elt');
    Tags.of(this).add('stage', stage);
    Tags.of(this).add('concern', concern);
  }

  /** Publishes a value under a parameter's name. */
  publish(id: string, parameterName: string, stringValue: string): CfnResource {
    const parameter = new StringParameter(this, id, { parameterName, stringValue });
    return parameter.node.defaultChild as CfnResource;
  }

  /** A log group that forgets after the stage's number of days. */
  logGroup(id: string, logGroupName: string): LogGroup {
    return new LogGroup(this, id, {
      logGroupName,
      retention: this.config.logRetentionDays,
      removalPolicy: this.config.retainData
        ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
        : RemovalPolicy.DESTROY,
    });
  }

  /** ARN in this stack's account and region. */
  arnOf(service: string, resource: string): string {
    return `arn:aws:${service}:${this.config.region}:${this.config.account}:${resource}`;
  }

  roleArn(name: string): string {
    return `arn:aws:iam::${this.config.account}:role/${name}`;
  }

  get stateMachineArn(): string {
    return this.arnOf('states', `stateMachine:${this.names.stateMachine}`);
  }

  get topicArn(): string {
    return this.arnOf('sns', this.names.topic);
  }

  /** Queue of what the schedule could not deliver and the trigger could not do. */
  get deadLettersName(): string {
    return `${this.names.trigger}-dead-letters`;
  }

  /** Queue of the messages that the chat could not be told. */
  get untoldName(): string {
    return `${this.names.notifier}-dead-letters`;
  }

  /** Start of the CDK's own function names, which must not clash between stages. */
  get ownPrefix(): string {
    return `${PROJECT}-${this.config.stage}`;
  }
}
