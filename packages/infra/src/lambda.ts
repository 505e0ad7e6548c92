import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { PolicyStatement as Statement } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  type FunctionProps,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { serviceRole } from './role.ts';
import type { ConcernStack } from './stack.ts';

export interface BundledLambdaProps {
  readonly functionName: string;
  readonly roleName: string;
  readonly description: string;
  /** Folder with the bundle, `index.js`. */
  readonly bundleDir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: readonly PolicyStatement[];
  readonly timeoutSeconds: number;
  readonly more?: Partial<FunctionProps>;
}

/** A bundled Lambda with a role and a log group of its own. */
export function bundledLambda(stack: ConcernStack, id: string, props: BundledLambdaProps): LambdaFunction {
  const logGroup = new LogGroup(stack, `${id}Logs`, {
    logGroupName: `/aws/lambda/${props.functionName}`,
    retention: stack.config.logRetentionDays,
    removalPolicy: stack.config.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  const logs = new Statement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [`${stack.arnOf('logs', `log-group:/aws/lambda/${props.functionName}`)}:*`],
  });
  const role = serviceRole(stack, `${id}Role`, {
    roleName: props.roleName,
    description: props.description,
    services: ['lambda.amazonaws.com'],
    statements: [...props.statements, logs],
  });
  return new LambdaFunction(stack, id, {
    functionName: props.functionName,
    description: props.description,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    code: Code.fromAsset(props.bundleDir),
    memorySize: 256,
    timeout: Duration.seconds(props.timeoutSeconds),
    environment: { ...props.environment },
    role: role.withoutPolicyUpdates(),
    logGroup,
    loggingFormat: LoggingFormat.TEXT,
    ...props.more,
  });
}
