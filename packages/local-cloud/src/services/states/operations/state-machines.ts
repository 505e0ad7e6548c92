import type { Shape } from '../../../aws/call.ts';
import type { Machine, Revision } from '../machines/machine.ts';
import { pageToken, readPageToken } from './page-token.ts';
import {
  authorizedExecution,
  authorizedMachine,
  fail,
  oneOf,
  optional,
  pageLength,
  requiredArn,
  type StatesOperation,
} from './states-world.ts';

export const describeStateMachine: StatesOperation = (world) => (input, call) => {
  const { revision, creationDate } = authorizedMachine(world, call, input, 'DescribeStateMachine');
  return {
    ...described(revision, revision.updateDate !== creationDate, input),
    ...{ status: 'ACTIVE', type: 'STANDARD', creationDate: new Date(creationDate) },
  };
};

/** The definition that the execution runs by, which may be older than the machine's. */
export const describeStateMachineForExecution: StatesOperation = (world) => (input, call) => {
  const summary = authorizedExecution(world, call, input, 'DescribeStateMachineForExecution');
  const { header } = world.executions.contents(summary);
  const { revision } = world.machines.revision(header.revision);
  const { creationDate } = world.machines.get(header.stateMachineArn) ?? {};
  const updated = creationDate !== undefined && revision.updateDate !== creationDate;
  return { ...described(revision, updated, input), updateDate: new Date(revision.updateDate) };
};

/** By name, as AWS lists them. */
export const listStateMachines: StatesOperation = (world) => (input, call) => {
  world.kernel.authorize(call.caller, 'states:ListStateMachines', '*');
  const machines = [...world.machines.all()].sort((a, b) => (a.revision.name < b.revision.name ? -1 : 1));
  const token = optional(input, 'nextToken');
  const from = token === undefined ? 0 : readPageToken(token, 'ListStateMachines');
  const to = from + pageLength(input);
  const nextToken = to < machines.length ? pageToken('ListStateMachines', to) : undefined;
  return { stateMachines: machines.slice(from, to).map(listItem), nextToken };
};

export const listTagsForResource: StatesOperation = (world) => (input, call) => {
  const arn = requiredArn(input, 'resourceArn');
  world.kernel.authorize(call.caller, 'states:ListTagsForResource', arn);
  const machine = world.machines.get(arn) ?? fail('ResourceNotFound', `Resource not found: '${arn}'`);
  return { tags: machine.tags.map((tag) => ({ ...tag })) };
};

function listItem({ revision, creationDate }: Machine): Shape {
  const { stateMachineArn, name } = revision;
  return { stateMachineArn, name, type: 'STANDARD', creationDate: new Date(creationDate) };
}

/** A machine that was never updated has no revision id, as recorded on AWS. */
function described(revision: Revision, updated: boolean, input: Shape): Shape {
  const metadataOnly = oneOf(input, 'includedData', ['ALL_DATA', 'METADATA_ONLY']) === 'METADATA_ONLY';
  const { logging } = revision;
  const account = revision.stateMachineArn.split(':').slice(1, 5);
  const logGroupArn = `arn:${account[0]}:logs:${account[2]}:${account[3]}:log-group:${logging.logGroup}:*`;
  return {
    stateMachineArn: revision.stateMachineArn,
    name: revision.name,
    // API reference: with METADATA_ONLY the definition is an empty object.
    definition: metadataOnly ? '{}' : revision.text,
    roleArn: revision.roleArn,
    ...(updated ? { revisionId: revision.id } : {}),
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    loggingConfiguration: {
      level: logging.level,
      includeExecutionData: logging.includeExecutionData,
      ...(logging.logGroup ? { destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] } : {}),
    },
    tracingConfiguration: { enabled: revision.tracing },
  };
}
