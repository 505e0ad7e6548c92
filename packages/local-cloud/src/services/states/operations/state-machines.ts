import type {
  DescribeStateMachineForExecutionInput,
  DescribeStateMachineInput,
  IncludedData,
  ListStateMachinesInput,
} from '@aws-sdk/client-sfn';
import type { Shape } from '../../../aws/call.ts';
import type { Input, Operation } from '../../../kernel/service.ts';
import type { Machine, Revision } from '../machines/machine.ts';
import type { StepFunctions } from '../step-functions.ts';
import { pageLength, pageToken, readPageToken } from './pages.ts';

export const describeStateMachine: Operation<StepFunctions> = {
  takes: ['stateMachineArn', 'includedData'],
  run: (states, { stateMachineArn, includedData }: Input<DescribeStateMachineInput>, call) => {
    const { revision, creationDate } = states.machine(call, stateMachineArn);
    return {
      ...described(revision, revision.updateDate !== creationDate, includedData),
      status: 'ACTIVE',
      type: 'STANDARD',
      creationDate: new Date(creationDate),
    };
  },
};

/** The definition that the execution runs by, which may be older than the machine's. */
export const describeStateMachineForExecution: Operation<StepFunctions> = {
  takes: ['executionArn', 'includedData'],
  run: (states, input: Input<DescribeStateMachineForExecutionInput>, call) => {
    const summary = states.execution(call, input.executionArn);
    const { header } = states.executions.contents(summary);
    const revision = states.machines.revision(header.revision);
    const { creationDate } = states.machines.get(header.stateMachineArn) ?? {};
    const updated = creationDate !== undefined && revision.updateDate !== creationDate;
    return {
      ...described(revision, updated, input.includedData),
      updateDate: new Date(revision.updateDate),
    };
  },
};

/** By name, as AWS lists them. */
export const listStateMachines: Operation<StepFunctions> = {
  takes: ['maxResults', 'nextToken'],
  run: (states, { maxResults, nextToken: token }: Input<ListStateMachinesInput>, call) => {
    states.authorize(call);
    const machines = [...states.machines.all()].sort((a, b) => (a.revision.name < b.revision.name ? -1 : 1));
    const from = token === undefined ? 0 : readPageToken(token, 'ListStateMachines');
    const to = from + pageLength(maxResults);
    const nextToken = to < machines.length ? pageToken('ListStateMachines', to) : undefined;
    return { stateMachines: machines.slice(from, to).map(listItem), nextToken };
  },
};

function listItem({ revision, creationDate }: Machine): Shape {
  const { stateMachineArn, name } = revision;
  return { stateMachineArn, name, type: 'STANDARD', creationDate: new Date(creationDate) };
}

/** A machine that was never updated has no revision id, as recorded on AWS. */
function described(revision: Revision, updated: boolean, includedData: IncludedData = 'ALL_DATA'): Shape {
  const { logging } = revision;
  const account = revision.stateMachineArn.split(':').slice(1, 5);
  const logGroupArn = `arn:${account[0]}:logs:${account[2]}:${account[3]}:log-group:${logging.logGroup}:*`;
  return {
    stateMachineArn: revision.stateMachineArn,
    name: revision.name,
    // API reference: with METADATA_ONLY the definition is an empty object.
    definition: includedData === 'METADATA_ONLY' ? '{}' : revision.text,
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
