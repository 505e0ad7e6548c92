import { createHash } from 'node:crypto';
import type { Shape } from '../../aws/call.ts';
import type { LambdaFunction } from './function.ts';

/** A function as GetFunctionConfiguration gives it. */
export const functionShape = (fn: LambdaFunction): Shape => ({
  FunctionName: fn.name,
  FunctionArn: fn.arn,
  Runtime: fn.runtime,
  Role: fn.roleArn,
  Handler: fn.handler,
  CodeSize: 0,
  CodeSha256: createHash('sha256').update(JSON.stringify(fn.code)).digest('base64'),
  Timeout: fn.timeoutSeconds,
  MemorySize: fn.memoryMb,
  Version: '$LATEST',
  ...(Object.keys(fn.environment).length === 0 ? {} : { Environment: { Variables: fn.environment } }),
  ...(fn.deadLetterTarget === undefined ? {} : { DeadLetterConfig: { TargetArn: fn.deadLetterTarget } }),
  TracingConfig: { Mode: 'PassThrough' },
  State: 'Active',
  LastUpdateStatus: 'Successful',
  PackageType: 'Zip',
  Architectures: [process.arch === 'arm64' ? 'arm64' : 'x86_64'],
  LoggingConfig: { LogFormat: 'Text', LogGroup: fn.logGroup },
});
