import type { Caller, Shape } from '../../../aws/call.ts';
import { ServiceError } from '../../../aws/errors.ts';
import { TaskFailure } from '../interpreter/host.ts';
import type { TaskWorld } from './recipe.ts';

/** How AWS names a service's errors in histories: optimized integrations after SDK v1, `aws-sdk` ones after SDK v2. */
export interface ErrorNames {
  /** `Glue` in `Glue.ConcurrentRunsExceededException`. */
  readonly prefix: string;
  /** `AWSGlue`: the service's own exception, for errors that its API does not model, is `Glue.AWSGlueException`. */
  readonly service: string;
  readonly sdk: 'v1' | 'v2';
  /** Codes of the common errors that this service does model. */
  readonly models?: readonly string[];
  /** How the service itself refuses a caller, where that is not AccessDeniedException with 400. */
  readonly denial?: { readonly code: string; readonly statusCode: number };
}

/** Errors of all services that their APIs do not model (IAM, throttling, signatures). */
const COMMON = new Set([
  ...['AccessDenied', 'AccessDeniedException', 'UnrecognizedClientException', 'InvalidSignatureException'],
  ...[
    'ThrottlingException',
    'Throttling',
    'InternalFailure',
    'ServiceUnavailable',
    'UnknownOperationException',
    'MissingParameter',
    'InvalidParameterValue',
  ],
]);

export interface ServiceCall {
  readonly service: string;
  readonly operation: string;
  readonly input: Shape;
  readonly names: ErrorNames;
  readonly failedWhile?: TaskFailure['failedWhile'];
  readonly signal?: AbortSignal;
}

/** Calls a service as the machine's role; throws TaskFailure with the error name and cause that AWS gives. */
export async function callService(world: TaskWorld, call: ServiceCall): Promise<Shape> {
  const caller = roleSession(world);
  try {
    return await world.kernel.invoke(call.service, call.operation, call.input, caller, call.signal);
  } catch (error) {
    throw taskFailure(error, call.names, world.uuid(), call.failedWhile);
  }
}

/** A check that the role may do what AWS does in the background. */
export function authorizeTask(world: TaskWorld, action: string, resource: string, names: ErrorNames): void {
  const caller = roleSession(world);
  try {
    world.kernel.authorize(caller, action, resource);
  } catch (error) {
    throw taskFailure(error, names, world.uuid());
  }
}

function roleSession(world: TaskWorld): Caller {
  try {
    return world.caller();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new TaskFailure(
      'States.Permissions',
      `Step Functions could not assume the state machine's role: ${message}`,
      'starting',
    );
  }
}

export function taskFailure(
  error: unknown,
  names: ErrorNames,
  requestId: string,
  failedWhile: TaskFailure['failedWhile'] = 'running',
): unknown {
  if (!(error instanceof ServiceError)) return error;
  const { message } = error;
  const { statusCode, code } = error.code === 'AccessDeniedException' ? (names.denial ?? error) : error;
  const details =
    names.sdk === 'v1'
      ? `(Service: ${names.service}; Status Code: ${statusCode}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`
      : `(Service: ${names.service}, Status Code: ${statusCode}, Request ID: ${requestId}) (SDK Attempt Count: 1)`;
  return new TaskFailure(
    `${names.prefix}.${exceptionName(code, names)}`,
    `${message} ${details}`,
    failedWhile,
  );
}

function exceptionName(code: string, names: ErrorNames): string {
  const modelled = names.models?.includes(code) || !COMMON.has(code);
  if (!modelled) return `${names.service}Exception`;
  return code.endsWith('Exception') ? code : `${code}Exception`;
}
