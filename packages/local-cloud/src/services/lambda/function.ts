import type { Resource } from '../../assembly/assembly.ts';
import type { Code } from './code.ts';

/** A function of the template. */
export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly handler: string;
  readonly runtime: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly code: Code;
  readonly logGroup: string;
  /** Invocations at once; undefined: as many as come. */
  readonly concurrency: number | undefined;
  readonly deadLetterTarget: string | undefined;
}

/** What becomes of a function's asynchronous invocations. */
export interface InvokeConfig {
  /** Attempts after the first. */
  readonly retries: number;
  /** ARNs of what is told of the outcome. */
  readonly onFailure: string | undefined;
  readonly onSuccess: string | undefined;
}

/** Of a function whose template does not say otherwise. */
export const USUAL: InvokeConfig = { retries: 2, onFailure: undefined, onSuccess: undefined };

/** "Defined runtime environment variables", AWS Lambda developer guide: a template cannot set these. */
const RESERVED = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);

const RUNTIME = /^(nodejs\d+\.x|python3\.\d+)$/;

type Properties = Readonly<Record<string, unknown>>;

/** "Lambda quotas", AWS Lambda developer guide. */
const LARGEST_ENVIRONMENT = 4096;
const RANGES = { Timeout: [1, 900], MemorySize: [128, 10_240] } as const;

/** What AWS refuses of a function's size. */
function excess(properties: Properties, environment: Properties): string | undefined {
  for (const [name, [least, most]] of Object.entries(RANGES)) {
    const value = properties[name];
    if (value !== undefined && !(Number(value) >= least && Number(value) <= most))
      return `${name} ${String(value)} is not between ${least} and ${most}`;
  }
  const bytes = Buffer.byteLength(JSON.stringify(environment));
  if (bytes > LARGEST_ENVIRONMENT)
    return `the environment variables have ${bytes} bytes, and AWS takes ${LARGEST_ENVIRONMENT}`;
  return undefined;
}

/** What a property says that the local cloud would have to ignore; undefined where there is none. */
function refusal(properties: Properties, environment: Properties): string | undefined {
  const runtime = String(properties.Runtime);
  if ((properties.PackageType ?? 'Zip') !== 'Zip')
    return `PackageType ${String(properties.PackageType)} is not supported`;
  if (!RUNTIME.test(runtime)) return `the runtime ${runtime} is not supported`;
  if (Array.isArray(properties.Layers) && properties.Layers.length > 0) return 'Layers are not supported';
  const logging = (properties.LoggingConfig ?? {}) as Properties;
  if ((logging.LogFormat ?? 'Text') !== 'Text')
    return `LogFormat ${String(logging.LogFormat)} is not supported`;
  const reserved = Object.keys(environment).find((name) => RESERVED.has(name));
  if (reserved !== undefined)
    return `the environment variable ${reserved} is reserved by Lambda and cannot be set`;
  return excess(properties, environment);
}

/** Reads a template's function; throws, naming it, on what the local cloud would have to ignore. */
export function functionOf({
  stackName,
  logicalId,
  physicalId,
  arn = '',
  properties,
}: Resource): LambdaFunction {
  const environment =
    ((properties.Environment ?? {}) as { Variables?: Record<string, unknown> }).Variables ?? {};
  const refused = refusal(properties, environment);
  if (refused !== undefined)
    throw new Error(
      `${stackName}/${logicalId} (AWS::Lambda::Function): ${refused} (see docs/local-cloud.md)`,
    );
  const logging = (properties.LoggingConfig ?? {}) as Record<string, string>;
  return {
    name: physicalId,
    arn,
    roleArn: String(properties.Role),
    handler: String(properties.Handler),
    runtime: String(properties.Runtime),
    timeoutSeconds: Number(properties.Timeout ?? 3),
    memoryMb: Number(properties.MemorySize ?? 128),
    environment: Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, String(value)]),
    ),
    code: (properties.Code ?? {}) as Code,
    logGroup: logging.LogGroup ?? `/aws/lambda/${physicalId}`,
    concurrency:
      properties.ReservedConcurrentExecutions === undefined
        ? undefined
        : Number(properties.ReservedConcurrentExecutions),
    deadLetterTarget: (properties.DeadLetterConfig as { TargetArn?: string } | undefined)?.TargetArn,
  };
}

interface DestinationConfig {
  readonly OnFailure?: { readonly Destination?: string };
  readonly OnSuccess?: { readonly Destination?: string };
}

/** Reads a template's configuration of asynchronous invocations, and the name or ARN of the function that it is for. */
export function invokeConfigOf({ properties }: Resource): InvokeConfig & { readonly of: string } {
  const { OnFailure, OnSuccess } = (properties.DestinationConfig ?? {}) as DestinationConfig;
  return {
    of: String(properties.FunctionName),
    retries: Number(properties.MaximumRetryAttempts ?? USUAL.retries),
    onFailure: OnFailure?.Destination,
    onSuccess: OnSuccess?.Destination,
  };
}
