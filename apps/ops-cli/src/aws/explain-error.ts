import { Failed, Interrupted, OpsError, StageNotReachable } from '../errors.ts';
import type { StageChoice } from '../stage/choose-stage.ts';
import { startLocalCloud } from '../stage/client-env.ts';
import type { Connection } from '../stage/connect.ts';

const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
]);
/** Names of errors that say: these credentials do not open this stage. */
const credentials = new Set([
  'CredentialsProviderError',
  'TokenProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
]);

/** Whether an error says that nothing answers. */
export function isUnreachable(error: unknown): boolean {
  const { name, code } = fieldsOf(error);
  return unreachable.has(code) || name === 'TimeoutError';
}

/** What a person can act on, of whatever a command threw. */
export function explainError(
  error: unknown,
  stage: { readonly choice: StageChoice; readonly connection: Connection; readonly runner: string },
): OpsError {
  if (error instanceof OpsError) return error;
  const { name, message } = fieldsOf(error);
  if (name === 'AbortError') return new Interrupted('stopped');
  const local = stage.choice.endpoint === 'local';
  if (isUnreachable(error)) return local ? localGone(stage) : awsGone(stage.choice, message, error);
  if (credentials.has(name))
    return local ? localStale(stage, message) : noCredentials(stage.choice, message, error);
  if (message === 'Region is missing')
    return new StageNotReachable(
      `no AWS region is set for stage ${stage.choice.stage}`,
      'set TLC_REGION in .env to the region that the stage is deployed in, or AWS_REGION, or `region` of your AWS profile',
    );
  if (local && message.includes('Deserialization error'))
    return localStale(stage, message.split('\n')[0] ?? '');
  return new Failed(name === 'Error' ? message : `${name}: ${message}`, undefined, error);
}

function fieldsOf(error: unknown): { name: string; code: string; message: string } {
  if (!(error instanceof Error)) return { name: 'Error', code: '', message: String(error) };
  const inner = error instanceof AggregateError ? (error.errors[0] as unknown) : undefined;
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string' && inner instanceof Error) return fieldsOf(inner);
  return { name: error.name, code: typeof code === 'string' ? code : '', message: error.message };
}

type Stage = Parameters<typeof explainError>[1];

const localGone = ({ choice, connection, runner }: Stage): OpsError =>
  new StageNotReachable(
    `the local cloud of stage ${choice.stage} is not running: nothing answers on ${connection.client.endpoint}`,
    startLocalCloud(choice.stage, runner),
  );

const localStale = ({ choice, connection, runner }: Stage, message: string): OpsError =>
  new StageNotReachable(
    `what answers on ${connection.client.endpoint} is not the local cloud of stage ${choice.stage} (${message})`,
    `.local/${choice.stage}/client-env.json is stale; ${startLocalCloud(choice.stage, runner)}`,
  );

const awsGone = ({ stage }: StageChoice, message: string, cause: unknown): OpsError =>
  new StageNotReachable(
    `AWS does not answer for stage ${stage}: ${message}`,
    'look at your network and AWS_REGION',
    cause,
  );

const noCredentials = ({ stage }: StageChoice, message: string, cause: unknown): OpsError =>
  new StageNotReachable(
    `these AWS credentials do not open stage ${stage}: ${message}`,
    'sign in (for example `aws sso login`) or set AWS_PROFILE to a profile of the account of this stage',
    cause,
  );
