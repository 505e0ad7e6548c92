import type {
  CreateStateMachineInput,
  DeleteStateMachineInput,
  UpdateStateMachineInput,
} from '@aws-sdk/client-sfn';
import { arnOf } from '../../../assembly/resource-type.ts';
import type { Call } from '../../../aws/call.ts';
import { NotSupported, ServiceError } from '../../../aws/errors.ts';
import type { Input, Operation } from '../../../kernel/service.ts';
import type { LoggingConfiguration } from '../executions/event-log.ts';
import { loggingOf } from '../machines/logging.ts';
import type { Described, Machine } from '../machines/machine.ts';
import { fail, type StepFunctions } from '../step-functions.ts';
import { checkLogDestination } from './log-destination.ts';
import { validName } from './names.ts';

const CONFIGURATION = [
  'definition',
  'roleArn',
  'loggingConfiguration',
  'tracingConfiguration',
  'publish',
  'encryptionConfiguration.type',
];

/** The same name, definition, logging and tracing are the same request (API reference, CreateStateMachine). */
export const createStateMachine: Operation<StepFunctions> = {
  takes: ['name', 'type', 'tags', ...CONFIGURATION],
  note: 'type STANDARD only; versions (publish) and encryption by a key are refused',
  run: (states, input: Input<CreateStateMachineInput>, call) => {
    const { definition, loggingConfiguration, tracingConfiguration, type = 'STANDARD', tags = [] } = input;
    const name = validName(input.name);
    const stateMachineArn = arnOf('states', states.kernel, `stateMachine:${name}`);
    states.authorize(call, stateMachineArn);
    if (type !== 'STANDARD') throw new NotSupported(`The state machine type ${type}`);
    refuseOthers(input);
    const described = {
      stateMachineArn,
      name,
      roleArn: usableRole(states, call, input.roleArn, stateMachineArn),
      text: definition,
      logging: loggingBy(loggingConfiguration),
      tracing: tracingConfiguration?.enabled === true,
    };
    checkLogDestination(states.kernel, described);
    const known = states.machines.get(stateMachineArn);
    const given = tags.map(({ key = '', value = '' }) => ({ key, value }));
    const machine = known ? sameOrRefused(known, described) : states.machines.save(described, given, false);
    return { stateMachineArn, creationDate: new Date(machine.creationDate) };
  },
};

export const updateStateMachine: Operation<StepFunctions> = {
  takes: ['stateMachineArn', ...CONFIGURATION],
  note: 'a machine of the template is changed by the template',
  run: (states, input: Input<UpdateStateMachineInput>, call) => {
    const { definition, roleArn, loggingConfiguration, tracingConfiguration } = input;
    const machine = states.machine(call, input.stateMachineArn);
    refuseOthers(input);
    if ([definition, roleArn, loggingConfiguration, tracingConfiguration].every((one) => one === undefined))
      fail(
        'MissingRequiredParameter',
        'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
      );
    refuseDeployed(machine, call);
    const { stateMachineArn, name, ...now } = machine.revision;
    const described = {
      stateMachineArn,
      name,
      roleArn: roleArn === undefined ? now.roleArn : usableRole(states, call, roleArn, stateMachineArn),
      text: definition ?? now.text,
      logging: loggingConfiguration === undefined ? now.logging : loggingBy(loggingConfiguration),
      tracing: tracingConfiguration === undefined ? now.tracing : tracingConfiguration.enabled === true,
    };
    checkLogDestination(states.kernel, described);
    const { revision } = states.machines.save(described, machine.tags, false);
    return { updateDate: new Date(revision.updateDate), revisionId: revision.id };
  },
};

/** A machine that is not there is deleted already. Its running executions go on to their end. */
export const deleteStateMachine: Operation<StepFunctions> = {
  takes: ['stateMachineArn'],
  note: 'a machine of the template is deleted by the template; running executions go on to their end',
  run: (states, { stateMachineArn }: Input<DeleteStateMachineInput>, call) => {
    states.authorize(call, stateMachineArn);
    const machine = states.machines.get(stateMachineArn);
    if (machine) refuseDeployed(machine, call);
    states.machines.delete(stateMachineArn);
    return {};
  },
};

function refuseDeployed({ deployed, revision }: Machine, { operation }: Call): void {
  if (deployed)
    throw new NotSupported(`${operation} of ${revision.name}, which the assembly's template holds,`);
}

/** Values that would change what a machine does. */
function refuseOthers(
  input: Input<Pick<UpdateStateMachineInput, 'publish' | 'encryptionConfiguration'>>,
): void {
  if (input.publish === true) throw new NotSupported('Versions of state machines (publish)');
  const { type = 'AWS_OWNED_KEY' } = input.encryptionConfiguration ?? {};
  if (type !== 'AWS_OWNED_KEY') throw new NotSupported(`The encryption ${type}`);
}

/** The caller must be able to pass the role, and Step Functions to assume it. */
function usableRole(
  { kernel }: StepFunctions,
  { caller }: Call,
  roleArn: string,
  stateMachineArn: string,
): string {
  if (!/^arn:aws[\w-]*:iam::\d{12}:role\//.test(roleArn))
    return fail('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${roleArn}'`);
  kernel.authorize(caller, 'iam:PassRole', roleArn, { 'iam:PassedToService': 'states.amazonaws.com' });
  try {
    kernel.revoke(kernel.assumeRole(roleArn, 'validation', 'states.amazonaws.com', stateMachineArn));
    return roleArn;
  } catch (error) {
    const message =
      'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.';
    throw error instanceof ServiceError ? new ServiceError('AccessDeniedException', message) : error;
  }
}

function loggingBy(given: Input<CreateStateMachineInput>['loggingConfiguration']): LoggingConfiguration {
  const group = given?.destinations?.[0]?.cloudWatchLogsLogGroup;
  return loggingOf(given?.level, given?.includeExecutionData, group?.logGroupArn);
}

function sameOrRefused(known: Machine, described: Described): Machine {
  const told = ({ text, logging, tracing }: Described): string => JSON.stringify([text, logging, tracing]);
  if (told(known.revision) === told(described)) return known;
  return fail('StateMachineAlreadyExists', `State Machine Already Exists: '${described.stateMachineArn}'`);
}
