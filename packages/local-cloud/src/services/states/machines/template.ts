import { readFileSync } from 'node:fs';
import type { Resource } from '../../../assembly/assembly.ts';
import { arnOf, type ResourceType } from '../../../assembly/resource-type.ts';
import { ServiceError } from '../../../aws/errors.ts';
import { isObject, type Json, type JsonObject } from '../../../aws/json.ts';
import { checkLogDestination } from '../operations/log-destination.ts';
import type { StepFunctions } from '../step-functions.ts';
import { loggingOf } from './logging.ts';
import type { Described, Tag } from './machine.ts';

/** Fails with InvalidDefinition, naming the resource; a definition that lies in a bucket is read first. */
function deploy(state: StepFunctions, resource: Resource, previous?: Resource): Promise<void> | void {
  const { DefinitionS3Location: at } = resource.properties as JsonObject;
  // Before the start not every role is there yet; the start itself checks what it begins with.
  const checked = !state.kernel.holdsAssembly && previous !== resource;
  if (!isObject(at)) return save(state, resource, undefined, checked);
  const path = state.kernel.published(String(at.Bucket), String(at.Key));
  return path.then((found) => save(state, resource, found && readFileSync(found, 'utf8'), checked));
}

function save(
  { machines, kernel }: StepFunctions,
  resource: Resource,
  published: string | undefined,
  checked: boolean,
): void {
  const properties = resource.properties as JsonObject;
  try {
    const described = describedBy(resource, properties, published);
    if (checked) checkLogDestination(kernel, described);
    machines.save(described, tagsOf(properties), true);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new ServiceError(error.code, `${resource.stackName}/${resource.logicalId}: ${error.message}`);
  }
}

function describedBy(resource: Resource, properties: JsonObject, published: string | undefined): Described {
  const { StateMachineType = 'STANDARD', RoleArn, LoggingConfiguration } = properties;
  const { StateMachineName, TracingConfiguration } = properties;
  if (StateMachineType !== 'STANDARD')
    refuse(`StateMachineType ${String(StateMachineType)} is not supported by the local cloud, STANDARD is`);
  const stateMachineArn = resource.arn ?? resource.physicalId;
  return {
    stateMachineArn,
    name: String(StateMachineName ?? stateMachineArn.split(':').at(-1)),
    roleArn: typeof RoleArn === 'string' ? RoleArn : refuse('it has no RoleArn'),
    text: definitionText(properties, published) ?? refuse('it has no definition'),
    logging: loggingBy(LoggingConfiguration),
    tracing: isObject(TracingConfiguration) && TracingConfiguration.Enabled === true,
  };
}

function loggingBy(given: Json | undefined): Described['logging'] {
  const { Level, IncludeExecutionData, Destinations } = isObject(given) ? given : {};
  const [first] = Array.isArray(Destinations) ? Destinations : [];
  const group = isObject(first) ? first.CloudWatchLogsLogGroup : undefined;
  return loggingOf(Level, IncludeExecutionData, isObject(group) ? group.LogGroupArn : undefined);
}

function refuse(what: string): never {
  throw new ServiceError('InvalidDefinition', what);
}

function definitionText(properties: JsonObject, published: string | undefined): string | undefined {
  const { Definition, DefinitionString, DefinitionSubstitutions } = properties;
  const substitutions = isObject(DefinitionSubstitutions) ? DefinitionSubstitutions : {};
  // In an object's text each value stands inside a string; a DefinitionString takes it as it is.
  if (isObject(Definition))
    return substitute(JSON.stringify(Definition), substitutions, (value) =>
      JSON.stringify(value).slice(1, -1),
    );
  if (typeof DefinitionString === 'string')
    return substitute(DefinitionString, substitutions, (value) => value);
  return published === undefined ? undefined : substitute(published, substitutions, (value) => value);
}

function substitute(text: string, substitutions: JsonObject, insert: (value: string) => string): string {
  return text.replaceAll(/\$\{([^}]+)\}/g, (placeholder, name: string) => {
    const value = substitutions[name];
    return value === undefined || !Object.hasOwn(substitutions, name) ? placeholder : insert(String(value));
  });
}

function tagsOf({ Tags }: JsonObject): Tag[] {
  const tags = Array.isArray(Tags) ? Tags.filter(isObject) : [];
  return tags.map((tag) => ({ key: String(tag.Key), value: String(tag.Value) }));
}

/** AWS::StepFunctions::StateMachine; an update makes a new revision, and leaves running executions theirs. */
export const stateMachine: ResourceType<StepFunctions> = {
  works: [
    'Definition',
    'DefinitionString',
    'DefinitionS3Location',
    'DefinitionSubstitutions',
    'RoleArn',
    'StateMachineName',
    'StateMachineType',
    'LoggingConfiguration',
    'TracingConfiguration',
    'Tags',
  ],
  inert: {},
  identify: (naming) => {
    const name = naming.text('StateMachineName') ?? naming.ownName;
    const arn = arnOf('states', naming, `stateMachine:${name}`);
    return { ref: arn, arn, attributes: { Name: name } };
  },
  handlers: {
    create: deploy,
    update: deploy,
    delete: ({ machines }, { physicalId }) => machines.delete(physicalId),
    read: ({ machines }, { physicalId }) => {
      const { revision, tags } = machines.get(physicalId) ?? {};
      return (
        revision && {
          StateMachineName: revision.name,
          RoleArn: revision.roleArn,
          DefinitionString: revision.text,
          Tags: tags?.map(({ key, value }) => ({ Key: key, Value: value })),
        }
      );
    },
  },
};
