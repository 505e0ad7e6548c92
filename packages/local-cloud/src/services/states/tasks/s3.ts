import type { Json, JsonObject } from '../../../aws/json.ts';
import { TaskFailure } from '../../../kernel/task.ts';
import type { TaskIo } from '../interpreter/host.ts';
import type { TaskWorld } from './role-calls.ts';
import { S3_OPERATIONS, type S3Operation } from './s3-operations.ts';
import { sendToS3 } from './s3-request.ts';

/** Codes that S3's API models; any other error is `S3.S3Exception`. */
const MODELLED = new Set([
  'NoSuchKey',
  'NoSuchBucket',
  'BucketAlreadyExists',
  'BucketAlreadyOwnedByYou',
  'InvalidObjectState',
]);

/** TODO-MIGRATION: `arn:aws:states:::aws-sdk:s3:<action>` by signed requests, until S3 is invoked as other services are. */
export function signedS3(action: string) {
  const operation = Object.hasOwn(S3_OPERATIONS, action) ? S3_OPERATIONS[action] : undefined;
  return (
    operation && {
      takes: operation.parameters,
      run: (parameters: Json, io: TaskIo, world: TaskWorld) => call(operation, parameters, io, world),
    }
  );
}

async function call(
  operation: S3Operation,
  parameters: Json,
  { signal }: TaskIo,
  world: TaskWorld,
): Promise<Json> {
  const { kernel } = world;
  const signing = {
    ...{ endpoint: kernel.endpoint(), region: kernel.region, now: kernel.clock.now(), signal },
    credentials: world.credentials(),
  };
  const request = operation.request(parameters as JsonObject);
  const response = await sendToS3(request, signing);
  if (response.ok) return operation.answer(response);
  throw failureOf(response.status, await response.text(), world.uuid());
}

function failureOf(status: number, body: string, requestId: string): TaskFailure {
  const member = (name: string): string | undefined =>
    new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(body)?.[1];
  const code = member('Code') ?? (status === 404 ? 'NoSuchKey' : 'Unknown');
  const name = MODELLED.has(code) ? `${code}Exception` : 'S3Exception';
  const ids = `Request ID: ${requestId}, Extended Request ID: ${requestId}`;
  const message =
    member('Message') ??
    (code === 'NoSuchKey' ? 'The specified key does not exist.' : `HTTP status ${status}`);
  return new TaskFailure(
    `S3.${name}`,
    `${message} (Service: S3, Status Code: ${status}, ${ids}) (SDK Attempt Count: 1)`,
  );
}
