import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { redirectionOf, type Stage } from '@tlc-elt/contracts';
import { NO_ACCOUNT } from '../config/stages.ts';
import { Refusal } from './refusal.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where stacks go. */
export interface Destination {
  readonly account: string;
  readonly region: string;
}

/** The clients that preflight asks with. */
export interface PreflightClients {
  readonly sts: Pick<STSClient, 'send'>;
  readonly ssm: Pick<SSMClient, 'send'>;
}

/** Version of the bootstrap that assets of CDK v2 need: "Bootstrapping", AWS CDK developer guide. */
const BOOTSTRAP_VERSION = 6;
const BOOTSTRAP_PARAMETER = '/cdk-bootstrap/hnb659fds/version';

/** Refuses stage local, which has a way of its own, unless an empty account of a local cloud is to be filled. */
export function refuseLocal(stage: Stage, env: Environment): void {
  if (stage === 'local' && redirectionOf(env)?.emulator === undefined)
    throw new Refusal(
      'stage local is not on AWS: its local cloud is brought to this clone by `pnpm local up --detach --replace`',
      'For another stage: TLC_STAGE=dev pnpm turbo deploy, or TLC_STAGE in .env',
    );
}

/**
 * Refuses what can be seen without AWS: stage local, an endpoint that leads elsewhere, a stage without account. Gives a
 * sentence on an emulator of this machine that answers instead of AWS.
 */
export function checkSurroundings(stage: Stage, { account }: Destination, env: Environment): string[] {
  refuseLocal(stage, env);
  const redirection = redirectionOf(env);
  if (redirection && redirection.emulator === undefined)
    throw new Refusal(
      `stage ${stage} is on AWS, but ${redirection.said} would lead elsewhere`,
      `unset ${redirection.names.join(' ')}`,
    );
  if (account === NO_ACCOUNT)
    throw new Refusal(
      `stage ${stage} has no account: its templates name ${NO_ACCOUNT}, which stands for none`,
      `Set TLC_ACCOUNT_${stage.toUpperCase()} (and TLC_REGION) in .env, then synthesize again`,
    );
  return redirection ? [`at ${redirection.emulator}, an emulator of AWS on this machine`] : [];
}

/** Refuses without credentials, in another account than the stage's, or where the CDK was not bootstrapped. */
export async function preflight(stage: Stage, to: Destination, clients: PreflightClients): Promise<void> {
  const caller = await callerAccount(clients.sts);
  if (caller !== to.account)
    throw new Refusal(
      `stage ${stage} belongs to account ${to.account}, and these credentials are of account ${caller}`,
      `Take other credentials (AWS_PROFILE), or set TLC_ACCOUNT_${stage.toUpperCase()}=${caller}`,
    );
  const version = await bootstrapVersion(clients.ssm);
  if (version === undefined)
    throw new Refusal(
      `account ${to.account} is not bootstrapped for the CDK in ${to.region}`,
      `Once, as an administrator: pnpm cdk bootstrap aws://${to.account}/${to.region}`,
    );
  if (version < BOOTSTRAP_VERSION)
    throw new Refusal(
      `the CDK's bootstrap of account ${to.account} in ${to.region} is of version ${version}, ${BOOTSTRAP_VERSION} is the least`,
      `Again, as an administrator: pnpm cdk bootstrap aws://${to.account}/${to.region}`,
    );
}

async function callerAccount(sts: PreflightClients['sts']): Promise<string> {
  try {
    const { Account = '' } = await sts.send(new GetCallerIdentityCommand({}));
    return Account;
  } catch (error) {
    const { name, message } = error as Error;
    throw new Refusal(
      `there are no credentials of AWS that work (${name}: ${message})`,
      'Sign in (`aws sso login`) or set AWS_PROFILE, then try again',
    );
  }
}

async function bootstrapVersion(ssm: PreflightClients['ssm']): Promise<number | undefined> {
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: BOOTSTRAP_PARAMETER }));
    return Number(Parameter?.Value);
  } catch (error) {
    if ((error as Error).name === 'ParameterNotFound') return undefined;
    const { name, message } = error as Error;
    throw new Refusal(
      `whether the CDK was bootstrapped cannot be read (${name}: ${message})`,
      `These credentials need ssm:GetParameter on ${BOOTSTRAP_PARAMETER}`,
    );
  }
}
