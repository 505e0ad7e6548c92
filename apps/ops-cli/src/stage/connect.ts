import { devNull } from 'node:os';
import { join } from 'node:path';
import { redirectionOf } from '@tlc-elt/contracts';
import { StageNotReachable } from '../errors.ts';
import type { StageChoice } from './choose-stage.ts';
import { type ClientEnv, readClientEnv } from './client-env.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** On AWS the account's requests a second are shared with the pipeline and the console: what is throttled slows down. */
const PATIENCE = { retryMode: 'adaptive', maxAttempts: 8 } as const;

/** How AWS clients of this process find the stage. */
export interface Connection {
  /** Given to every client; on AWS at most the region that the stage is deployed in: the SDK finds the rest by itself. */
  readonly client: Partial<ClientEnv> & Partial<typeof PATIENCE>;
  /** The AWS_* variables that the process is to have instead of those it has; undefined leaves them as they are. */
  readonly awsEnvironment: Readonly<Record<string, string>> | undefined;
}

/** Endpoint, region and credentials of the stage; throws StageNotReachable where something stands in the way. */
export function connect(
  choice: StageChoice,
  environment: Environment,
  root: string,
  runner: string,
): Connection {
  if (choice.endpoint === 'local') {
    // The SDKs would still read profiles, FIPS switches and retry modes from the user's variables and files.
    return {
      client: readClientEnv(environment.TLC_LOCAL_DIR ?? join(root, '.local'), choice.stage, runner),
      awsEnvironment: { AWS_CONFIG_FILE: devNull, AWS_SHARED_CREDENTIALS_FILE: devNull },
    };
  }
  refuseEndpoints(choice, environment, runner);
  const region = environment.TLC_REGION;
  return { client: { ...PATIENCE, ...(region ? { region } : {}) }, awsEnvironment: undefined };
}

/** Makes the AWS_* variables of a process those that the connection asks for. */
export function applyAwsEnvironment(environment: NodeJS.ProcessEnv, { awsEnvironment }: Connection): void {
  if (awsEnvironment === undefined) return;
  for (const name of Object.keys(environment)) if (name.startsWith('AWS_')) delete environment[name];
  Object.assign(environment, awsEnvironment);
}

function refuseEndpoints({ stage }: StageChoice, environment: Environment, runner: string): void {
  const redirection = redirectionOf(environment);
  if (!redirection || redirection.emulator !== undefined) return;
  throw new StageNotReachable(
    `stage ${stage} is on AWS, but ${redirection.said} would lead elsewhere`,
    `unset ${redirection.names.join(' ')}; a local cloud that runs the ${stage} assembly is meant by: ${runner} ops --endpoint local …`,
  );
}
