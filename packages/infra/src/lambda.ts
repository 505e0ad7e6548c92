import { Duration } from 'aws-cdk-lib';
import {
  Architecture,
  Code,
  type FunctionProps,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { type Grant, serviceRole } from './role.ts';
import type { ConcernStack } from './stack.ts';

export interface BundledLambdaProps {
  readonly functionName: string;
  readonly roleName: string;
  readonly description: string;
  /** Folder with the bundle, `index.js`. */
  readonly bundleDir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly grants: readonly Grant[];
  readonly timeoutSeconds: number;
  readonly more?: Partial<FunctionProps>;
}

/** A bundled Lambda with a role and a log group of its own. */
export function bundledLambda(stack: ConcernStack, id: string, props: BundledLambdaProps): LambdaFunction {
  const logGroup = stack.logGroup(`${id}Logs`, `/aws/lambda/${props.functionName}`);
  const logs: Grant = {
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [`${stack.arnOf('logs', `log-group:/aws/lambda/${props.functionName}`)}:*`],
    because: "the streams of the function's own log group are named by Lambda",
  };
  const role = serviceRole(stack, `${id}Role`, {
    roleName: props.roleName,
    description: props.description,
    services: ['lambda.amazonaws.com'],
    grants: [...props.grants, logs],
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
