import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type JobName, ownPublishers, parameterNames, type Stage } from '@tlc-elt/contracts';
import type { StageParameters } from '../../aws/parameters.ts';
import { readSchedule } from '../../aws/schedule.ts';
import type { Runtime } from '../../runtime.ts';
import { checkChat } from './chat.ts';
import { attempt, type Check, fail, ok, skip, warn } from './check.ts';
import { checkLookups } from './lookups.ts';
import { checkWarehouse } from './warehouse.ts';

/** Everything of the stage, in the order in which one builds on another. */
export async function checkStage(runtime: Runtime): Promise<{ checks: Check[]; reachable: boolean }> {
  const identity = await attempt('credentials', 'sign in, or start the local cloud', () =>
    credentials(runtime),
  );
  if (identity.status === 'fail') return { checks: [identity, skip('stage', 'not asked')], reachable: false };
  const deploy = `deploy the stage: ${runtime.deployment}`;
  const [bootstrap, parameters] = await Promise.all([
    attempt('bootstrap', 'look at the permissions of these credentials', () => checkBootstrap(runtime)),
    attempt('parameters', deploy, () => checkParameters(runtime)),
  ]);
  const checks = [identity, bootstrap, parameters];
  if (parameters.status === 'fail')
    return { checks: [...checks, skip('warehouse, schedule', 'not asked')], reachable: true };
  const [warehouse, lookups, schedule] = await Promise.all([
    checkWarehouse(runtime),
    checkLookups(runtime),
    attempt('schedule', deploy, () => checkSchedule(runtime)),
  ]);
  const chat = await checkChat(runtime);
  return { checks: [...checks, ...warehouse, ...lookups, schedule, ...chat], reachable: true };
}

async function credentials(runtime: Runtime): Promise<Check> {
  const { Arn } = await runtime
    .client(STSClient)
    .send(new GetCallerIdentityCommand({}), { abortSignal: runtime.signal });
  return ok('credentials', Arn ?? '');
}

/** The CDK's own record of its bootstrap stack, under its default qualifier. */
const BOOTSTRAP = '/cdk-bootstrap/hnb659fds/version';

async function checkBootstrap(runtime: Runtime): Promise<Check> {
  if (runtime.endpoint === 'local') return skip('bootstrap', 'a local cloud needs none');
  try {
    const { Parameter } = await runtime
      .client(SSMClient)
      .send(new GetParameterCommand({ Name: BOOTSTRAP }), { abortSignal: runtime.signal });
    return ok('bootstrap', `version ${Parameter?.Value}`);
  } catch (error) {
    if (!(error instanceof ParameterNotFound)) throw error;
    return fail(
      'bootstrap',
      'this account and region are not bootstrapped',
      'cdk bootstrap (docs/deploy.md)',
    );
  }
}

async function checkParameters(runtime: Runtime): Promise<Check> {
  const parameters = await runtime.parameters();
  const missing = namesOf(runtime.stage).filter((name) => !has(parameters, name));
  if (missing.length === 0) return ok('parameters', `all ${namesOf(runtime.stage).length} are set`);
  return fail(
    'parameters',
    `missing: ${missing.join(', ')}`,
    `deploy the packages that set them: ${runtime.deployment}`,
  );
}

function namesOf(stage: Stage): string[] {
  const { prefix: _, jobNames, ...names } = parameterNames(stage);
  return [
    ...Object.values(names),
    ...Object.values(jobNames satisfies Record<JobName, string>),
    ...ownPublishers(stage).map(({ parameter }) => parameter),
  ];
}

function has(parameters: StageParameters, name: string): boolean {
  try {
    return parameters.get(name) !== '';
  } catch {
    return false;
  }
}

async function checkSchedule(runtime: Runtime): Promise<Check> {
  const { State, ScheduleExpression, ScheduleExpressionTimezone } = await readSchedule(runtime);
  const found = `${State}, ${ScheduleExpression} ${ScheduleExpressionTimezone}`;
  if (State === 'ENABLED') return ok('schedule', found);
  return warn(
    'schedule',
    found,
    `months are started by hand; TLC_SCHEDULE=enabled in .env and ${runtime.deployment} turn it on`,
  );
}
