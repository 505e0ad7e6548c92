import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { ActionCall, Environment } from './machine.ts';

/** Where the credentials of a job are had instead of AWS. */
export interface Place {
  readonly endpoint: string;
}

/** What each action does that our workflows use; `{}` of what this machine has already. */
const actions: Readonly<Record<string, (call: ActionCall, place: Place) => Promise<Environment>>> = {
  'actions/checkout': async () => ({}),
  './.github/actions/setup': async () => ({}),
  'aws-actions/configure-aws-credentials': credentials,
};

/** Does what the action does; throws on one that is not known here. */
export function act(call: ActionCall, place: Place): Promise<Environment> {
  const action = actions[call.name];
  if (!action) throw new Error(`the action ${call.name} is not carried out here`);
  return action(call, place);
}

const KNOWN = ['role-to-assume', 'aws-region', 'role-duration-seconds'];

/** A session of the role for a token of the job, as the action's README has it: audience, name and hour are its defaults. */
async function credentials(call: ActionCall, { endpoint }: Place): Promise<Environment> {
  const { 'role-to-assume': RoleArn, 'aws-region': region, ...others } = call.with;
  const unknown = Object.keys(call.with).find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) throw new Error(`${call.name} with ${unknown} is not carried out here`);
  const token = await call.token('sts.amazonaws.com');
  const nobody = { accessKeyId: '', secretAccessKey: '' };
  const sts = new STSClient({ endpoint, region, credentials: nobody, maxAttempts: 1 });
  const { Credentials } = await sts.send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn,
      RoleSessionName: 'GitHubActions',
      DurationSeconds: Number(others['role-duration-seconds'] ?? 3600),
      WebIdentityToken: token,
    }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  const session = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  await new STSClient({ endpoint, region, credentials: session }).send(new GetCallerIdentityCommand({}));
  return {
    AWS_ACCESS_KEY_ID: AccessKeyId,
    AWS_SECRET_ACCESS_KEY: SecretAccessKey,
    AWS_SESSION_TOKEN: SessionToken,
    AWS_REGION: region ?? '',
    AWS_DEFAULT_REGION: region ?? '',
  };
}
