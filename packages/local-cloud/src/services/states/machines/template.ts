import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Assembly, Resource } from '../../../assembly/assembly.ts';
import { ServiceError } from '../../../aws/errors.ts';
import { describeDiagnostics, loadDefinition } from '../definition/load.ts';
import type { Definition } from '../definition/types.ts';
import type { LoggingConfiguration } from '../executions/event-log.ts';
import { isObject, type Json, type JsonObject } from '../language/json.ts';
import { taskRules } from '../tasks/table.ts';
import type { Machine, Revision } from './machine.ts';

/** The template's properties that are given a meaning here; any other is refused by name. */
const PROPERTIES = [
  ...['Definition', 'DefinitionString', 'DefinitionS3Location', 'DefinitionSubstitutions', 'RoleArn'],
  ...['StateMachineName', 'StateMachineType', 'LoggingConfiguration', 'TracingConfiguration', 'Tags'],
];

export type Deployed = Omit<Machine, 'creationDate' | 'revision' | 'deployed'> & {
  readonly revision: Omit<Revision, 'updateDate'>;
};

/** Reads an AWS::StepFunctions::StateMachine; throws InvalidDefinition with every place that is wrong. */
export function readStateMachine(resource: Resource, assembly: Assembly): Deployed {
  const properties = resource.properties as JsonObject;
  const refuse = (what: string): never => {
    throw new ServiceError('InvalidDefinition', `${resource.stackName}/${resource.logicalId}: ${what}`);
  };
  const unknown = Object.keys(properties).find((name) => !PROPERTIES.includes(name));
  if (unknown)
    refuse(`the property ${unknown} of AWS::StepFunctions::StateMachine is not supported by the local cloud`);
  const type = properties.StateMachineType ?? 'STANDARD';
  if (type !== 'STANDARD')
    refuse(`StateMachineType ${String(type)} is not supported by the local cloud, STANDARD is`);
  const text = definitionText(properties, assembly) ?? refuse('it has no definition');
  const stateMachineArn = resource.arn ?? resource.physicalId;
  const { RoleArn, LoggingConfiguration, TracingConfiguration } = properties;
  const base = {
    stateMachineArn,
    name: String(properties.StateMachineName ?? stateMachineArn.split(':').at(-1)),
    roleArn: typeof RoleArn === 'string' ? RoleArn : refuse('it has no RoleArn'),
    text,
    logging: loggingOf(LoggingConfiguration),
    tracing: isObject(TracingConfiguration) && TracingConfiguration.Enabled === true,
  };
  const definition = definitionOf(text, refuse);
  return { revision: { id: revisionId(base), ...base }, definition, tags: tagsOf(properties.Tags) };
}

function definitionOf(text: string, refuse: (what: string) => never): Definition {
  const { definition, diagnostics } = loadDefinition(text, taskRules);
  return definition ?? refuse(describeDiagnostics(diagnostics));
}

function definitionText(properties: JsonObject, assembly: Assembly): string | undefined {
  const { Definition, DefinitionString, DefinitionS3Location, DefinitionSubstitutions } = properties;
  const substitutions = isObject(DefinitionSubstitutions) ? DefinitionSubstitutions : {};
  // In an object's text each value stands inside a string; a DefinitionString takes it as it is.
  if (isObject(Definition))
    return substitute(JSON.stringify(Definition), substitutions, (value) =>
      JSON.stringify(value).slice(1, -1),
    );
  if (typeof DefinitionString === 'string')
    return substitute(DefinitionString, substitutions, (value) => value);
  if (!isObject(DefinitionS3Location)) return undefined;
  const path = assembly.assetPath(String(DefinitionS3Location.Bucket), String(DefinitionS3Location.Key));
  return path && substitute(readFileSync(path, 'utf8'), substitutions, (value) => value);
}

function substitute(text: string, substitutions: JsonObject, insert: (value: string) => string): string {
  return text.replaceAll(/\$\{([^}]+)\}/g, (placeholder, name: string) => {
    const value = substitutions[name];
    return value === undefined || !Object.hasOwn(substitutions, name) ? placeholder : insert(String(value));
  });
}

/** `LoggingConfiguration` as templates write it, in PascalCase. */
export function loggingOf(value: Json | undefined): LoggingConfiguration {
  if (!isObject(value)) return { level: 'OFF', includeExecutionData: false };
  const [destination] = Array.isArray(value.Destinations) ? value.Destinations : [];
  const group =
    isObject(destination) && isObject(destination.CloudWatchLogsLogGroup)
      ? destination.CloudWatchLogsLogGroup
      : {};
  const arn = typeof group.LogGroupArn === 'string' ? group.LogGroupArn : '';
  const level = String(value.Level ?? 'OFF') as LoggingConfiguration['level'];
  return {
    level,
    includeExecutionData: value.IncludeExecutionData === true,
    logGroup: /:log-group:([^:]+)/.exec(arn)?.[1],
  };
}

function tagsOf(value: Json | undefined): Machine['tags'] {
  const tags = Array.isArray(value) ? value.filter(isObject) : [];
  return tags.map((tag) => ({ key: String(tag.Key), value: String(tag.Value) }));
}

/** The same deployment gives the same id, in the form of a UUID as AWS has it. */
export function revisionId(base: object): string {
  const hex = createHash('sha256').update(JSON.stringify(base)).digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
