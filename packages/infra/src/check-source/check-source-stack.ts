import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/stages.ts';
import { bundledLambda } from '../lambda.ts';
import { ConcernStack } from '../stack.ts';

/** The workflow's first state: a Lambda that asks the publisher and the ledger. */
export class CheckSourceStack extends ConcernStack {
  constructor(scope: Construct, config: StageConfig, { bundleDir }: { bundleDir: string }) {
    super(scope, 'check-source', config);
    const workgroups = this.arnOf('redshift-serverless', 'workgroup/*');
    bundledLambda(this, 'CheckSource', {
      functionName: this.names.checkSource,
      roleName: this.names.roles.checkSource,
      description: 'Is the month published, and loaded already?',
      bundleDir,
      timeoutSeconds: 60,
      environment: {
        SOURCE_BASE_URL_PARAMETER: this.parameters.sourceBaseUrl,
        WORKGROUP: this.names.workgroup,
        DATABASE: this.names.database,
        WAIT_SECONDS: String(config.waitSeconds),
      },
      statements: [
        new PolicyStatement({
          actions: ['ssm:GetParameter'],
          resources: [this.arnOf('ssm', `parameter${this.parameters.sourceBaseUrl}`)],
        }),
        new PolicyStatement({
          actions: ['redshift-data:ExecuteStatement', 'redshift-serverless:GetCredentials'],
          resources: [workgroups],
        }),
        new PolicyStatement({
          actions: ['redshift-data:DescribeStatement', 'redshift-data:GetStatementResult'],
          resources: ['*'],
          conditions: { StringEquals: { 'redshift-data:statement-owner-iam-userid': '${aws:userid}' } },
        }),
      ],
    });
    this.publish(
      'CheckSourceParameter',
      this.parameters.checkSourceArn,
      this.arnOf('lambda', `function:${this.names.checkSource}`),
    );
  }
}
