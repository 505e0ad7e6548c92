import type { Connection } from './connect.ts';

/** Makes the AWS_* variables of a process those that the connection asks for. */
export function applyAwsEnvironment(environment: NodeJS.ProcessEnv, connection: Connection): void {
  if (connection.awsEnvironment === undefined) return;
  for (const name of Object.keys(environment)) if (name.startsWith('AWS_')) delete environment[name];
  Object.assign(environment, connection.awsEnvironment);
}
