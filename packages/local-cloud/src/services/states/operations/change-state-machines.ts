import type { Call, Shape } from '../../../aws/call.ts';
import { NotSupported, ServiceError } from '../../../aws/errors.ts';
import type { Json } from '../language/json.ts';
import type { Machine, Revision, Tag } from '../machines/machine.ts';
import { loggingOf } from '../machines/template.ts';
import { capitalizedMembers } from '../tasks/answers.ts';
import { checkLogDestination } from './log-destination.ts';
import {
  authorizedMachine,
  definitionText,
  fail,
  invalid,
  optional,
  required,
  requiredArn,
  type StatesOperation,
  type StatesWorld,
  validName,
} from './states-world.ts';

/** API reference: a resource has at most 50 tags. */
const MOST_TAGS = 50;

/** The same name, definition, logging and tracing are the same request (API reference, CreateStateMachine). */
export const createStateMachine: StatesOperation = (world) => (input, call) => {
  const { region, accountId } = world.kernel;
  const name = validName(required(input, 'name'));
  const stateMachineArn = `arn:aws:states:${region}:${accountId}:stateMachine:${name}`;
  world.kernel.authorize(call.caller, 'states:CreateStateMachine', stateMachineArn);
  refuseOthers(input);
  const roleArn = usableRole(world, call, required(input, 'roleArn'));
  const text = definitionText(input);
  const base = { stateMachineArn, name, roleArn, text, ...configurationOf(input) };
  checkLogDestination(world.kernel, base);
  const known = world.machines.get(stateMachineArn);
  const machine = known ? sameOrRefused(known, base) : world.machines.save(base, tagsOf(input), world.serves);
  return { stateMachineArn, creationDate: new Date(machine.creationDate) };
};

export const updateStateMachine: StatesOperation = (world) => (input, call) => {
  const machine = authorizedMachine(world, call, input, 'UpdateStateMachine');
  refuseOthers(input);
  const { stateMachineArn, name, ...now } = machine.revision;
  const given = ['definition', 'roleArn', 'loggingConfiguration', 'tracingConfiguration'];
  if (!given.some((member) => input[member] !== undefined))
    return fail(
      'MissingRequiredParameter',
      'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
    );
  if (machine.deployed)
    throw new NotSupported(`UpdateStateMachine of ${name}, which the assembly's template holds,`);
  const role = optional(input, 'roleArn');
  const base = {
    stateMachineArn,
    name,
    roleArn: role === undefined ? now.roleArn : usableRole(world, call, role),
    text: input.definition === undefined ? now.text : definitionText(input),
    logging: input.loggingConfiguration === undefined ? now.logging : configurationOf(input).logging,
    tracing: input.tracingConfiguration === undefined ? now.tracing : configurationOf(input).tracing,
  };
  checkLogDestination(world.kernel, base);
  const { revision } = world.machines.save(base, machine.tags, world.serves);
  return { updateDate: new Date(revision.updateDate), revisionId: revision.id };
};

/** A machine that is not there is deleted already. Its running executions go on to their end. */
export const deleteStateMachine: StatesOperation = (world) => (input, call) => {
  const arn = requiredArn(input, 'stateMachineArn');
  world.kernel.authorize(call.caller, 'states:DeleteStateMachine', arn);
  const machine = world.machines.get(arn);
  if (machine?.deployed)
    throw new NotSupported(
      `DeleteStateMachine of ${machine.revision.name}, which the assembly's template holds,`,
    );
  world.machines.delete(arn);
  return {};
};

export const tagResource: StatesOperation = (world) => (input, call) => {
  const machine = taggedMachine(world, input, call, 'TagResource');
  const added = tagsOf(input);
  const kept = machine.tags.filter(({ key }) => !added.some((tag) => tag.key === key));
  const tags = [...kept, ...added];
  if (tags.length > MOST_TAGS)
    return fail('TooManyTags', `Too many tags: '${machine.revision.stateMachineArn}'`);
  world.machines.tag(machine, tags);
  return {};
};

export const untagResource: StatesOperation = (world) => (input, call) => {
  const machine = taggedMachine(world, input, call, 'UntagResource');
  const keys = Array.isArray(input.tagKeys)
    ? input.tagKeys
    : invalid("Value null at 'tagKeys' failed to satisfy constraint: Member must not be null");
  world.machines.tag(
    machine,
    machine.tags.filter(({ key }) => !keys.includes(key)),
  );
  return {};
};

function taggedMachine(world: StatesWorld, input: Shape, { caller }: Call, action: string): Machine {
  const arn = requiredArn(input, 'resourceArn');
  world.kernel.authorize(caller, `states:${action}`, arn);
  return world.machines.get(arn) ?? fail('ResourceNotFound', `Resource not found: '${arn}'`);
}

/** Members that would change what a machine does. */
function refuseOthers({ type, publish, encryptionConfiguration, versionDescription }: Shape): void {
  if (type !== undefined && type !== 'STANDARD')
    throw new NotSupported(`The state machine type ${String(type)}`);
  if (publish === true || versionDescription !== undefined)
    throw new NotSupported('Versions of state machines (publish)');
  const encryption = (encryptionConfiguration as Shape | undefined)?.type ?? 'AWS_OWNED_KEY';
  if (encryption !== 'AWS_OWNED_KEY') throw new NotSupported(`The encryption ${String(encryption)}`);
}

/** The caller must be able to pass the role, and Step Functions to assume it. */
function usableRole({ kernel }: StatesWorld, { caller }: Call, roleArn: string): string {
  if (!/^arn:aws[\w-]*:iam::\d{12}:role\//.test(roleArn))
    return fail('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${roleArn}'`);
  kernel.authorize(caller, 'iam:PassRole', roleArn, { 'iam:PassedToService': 'states.amazonaws.com' });
  try {
    kernel.revoke(kernel.assumeRole(roleArn, 'validation', 'states.amazonaws.com'));
    return roleArn;
  } catch (error) {
    const message =
      'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.';
    throw error instanceof ServiceError ? new ServiceError('AccessDeniedException', message) : error;
  }
}

function configurationOf(input: Shape): Pick<Revision, 'logging' | 'tracing'> {
  const { loggingConfiguration, tracingConfiguration } = input as Record<string, Json>;
  return {
    logging: loggingOf(capitalizedMembers(loggingConfiguration ?? null)),
    tracing: (tracingConfiguration as Shape | undefined)?.enabled === true,
  };
}

function sameOrRefused(known: Machine, base: Omit<Revision, 'id' | 'updateDate'>): Machine {
  const { text, logging, tracing } = known.revision;
  const same =
    JSON.stringify([text, logging, tracing]) === JSON.stringify([base.text, base.logging, base.tracing]);
  if (same) return known;
  return fail('StateMachineAlreadyExists', `State Machine Already Exists: '${base.stateMachineArn}'`);
}

function tagsOf({ tags = [] }: Shape): Tag[] {
  if (!Array.isArray(tags))
    return invalid("Value at 'tags' failed to satisfy constraint: Member must be a list");
  return tags.map((tag: Shape) => {
    const { key, value } = tag;
    if (typeof key !== 'string' || key.length < 1 || key.length > 128)
      return invalid("Value at 'tags' failed to satisfy constraint: a key has 1 to 128 characters");
    return { key, value: String(value ?? '') };
  });
}
