import type { Assembly, Resource } from '../../assembly/assembly.ts';

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
  /** Folder with the code. */
  readonly codeDir: string;
  readonly logGroup: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

const KNOWN = new Set([
  'FunctionName',
  'Role',
  'Handler',
  'Runtime',
  'Code',
  'Timeout',
  'MemorySize',
  'Environment',
  'Description',
  'Tags',
  'Architectures',
  'LoggingConfig',
  'TracingConfig',
  'ReservedConcurrentExecutions',
  'PackageType',
  'DeadLetterConfig',
  'EphemeralStorage',
]);

/** Reads a template's function; throws, naming it, on what the local cloud would have to ignore. */
export function functionOf(
  assembly: Assembly,
  { stackName, logicalId, physicalId, arn = '', properties }: Resource,
): LambdaFunction {
  const refuse = (what: string): never => {
    throw new Error(
      `${stackName}/${logicalId} (AWS::Lambda::Function): ${what} is not supported by the local cloud`,
    );
  };
  const unknown = Object.keys(properties).find((name) => !KNOWN.has(name));
  if (unknown !== undefined) refuse(`the property ${unknown}`);
  const runtime = String(properties.Runtime);
  if (!runtime.startsWith('nodejs')) refuse(`the runtime ${runtime}`);
  const code = properties.Code as Record<string, string>;
  const codeDir = assembly.assetPath(code.S3Bucket ?? '', code.S3Key ?? '');
  if (codeDir === undefined)
    return refuse(`code that is no asset of the assembly (${JSON.stringify(code).slice(0, 120)})`);
  const logging = (properties.LoggingConfig ?? {}) as Record<string, string>;
  return {
    name: physicalId,
    arn,
    roleArn: String(properties.Role),
    handler: String(properties.Handler),
    runtime,
    timeoutSeconds: Number(properties.Timeout ?? 3),
    memoryMb: Number(properties.MemorySize ?? 128),
    environment: ((properties.Environment ?? {}) as { Variables?: Record<string, string> }).Variables ?? {},
    codeDir,
    logGroup: logging.LogGroup ?? `/aws/lambda/${physicalId}`,
    properties,
  };
}
