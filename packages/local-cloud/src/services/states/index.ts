import { NotSupported, ServiceError } from '../../aws/errors.ts';
import type { Operation, Service } from '../../kernel/service.ts';
import { NOT_DONE as FIELDS_NOT_DONE } from './definition/fields.ts';
import { stateMachine } from './machines/template.ts';
import {
  createStateMachine,
  deleteStateMachine,
  updateStateMachine,
} from './operations/change-state-machines.ts';
import { describeExecution } from './operations/describe-execution.ts';
import { getExecutionHistory } from './operations/get-execution-history.ts';
import { listExecutions } from './operations/list-executions.ts';
import { checkLogDestination } from './operations/log-destination.ts';
import { redriveExecution } from './operations/redrive-execution.ts';
import { startExecution } from './operations/start-execution.ts';
import {
  describeStateMachine,
  describeStateMachineForExecution,
  listStateMachines,
} from './operations/state-machines.ts';
import { stopExecution } from './operations/stop-execution.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import { sendTaskFailure, sendTaskHeartbeat, sendTaskSuccess } from './operations/task-answers.ts';
import { testState } from './operations/test-state.ts';
import { validateStateMachineDefinition } from './operations/validate-state-machine-definition.ts';
import { StepFunctions } from './step-functions.ts';
import { task } from './task.ts';

/** Operations of activities, of Distributed Map, of versions and aliases. */
export const NOT_DONE = [
  'CreateActivity',
  'DeleteActivity',
  'DescribeActivity',
  'GetActivityTask',
  'ListActivities',
  'DescribeMapRun',
  'ListMapRuns',
  'UpdateMapRun',
  'CreateStateMachineAlias',
  'DeleteStateMachineAlias',
  'DescribeStateMachineAlias',
  'ListStateMachineAliases',
  'UpdateStateMachineAlias',
  'DeleteStateMachineVersion',
  'ListStateMachineVersions',
  'PublishStateMachineVersion',
];

const notDone = (name: string): Operation<StepFunctions> => ({
  takes: [],
  note: 'refused by its name',
  run: () => {
    throw new NotSupported(`The operation ${name} of Step Functions`);
  },
});

/** AWS itself refuses it for every state machine that there is here. */
const startSyncExecution: Operation<StepFunctions> = {
  takes: ['stateMachineArn', 'name', 'input', 'traceHeader', 'includedData'],
  note: 'refused by its name',
  run: () => {
    const message = 'This operation is not supported by this type of state machine';
    throw new ServiceError('StateMachineTypeNotSupported', message);
  },
};

const operations: Readonly<Record<string, Operation<StepFunctions>>> = {
  CreateStateMachine: createStateMachine,
  DeleteStateMachine: deleteStateMachine,
  DescribeExecution: describeExecution,
  DescribeStateMachine: describeStateMachine,
  DescribeStateMachineForExecution: describeStateMachineForExecution,
  GetExecutionHistory: getExecutionHistory,
  ListExecutions: listExecutions,
  ListStateMachines: listStateMachines,
  ListTagsForResource: listTagsForResource,
  RedriveExecution: redriveExecution,
  SendTaskFailure: sendTaskFailure,
  SendTaskHeartbeat: sendTaskHeartbeat,
  SendTaskSuccess: sendTaskSuccess,
  StartExecution: startExecution,
  StartSyncExecution: startSyncExecution,
  StopExecution: stopExecution,
  TagResource: tagResource,
  TestState: testState,
  UntagResource: untagResource,
  UpdateStateMachine: updateStateMachine,
  ValidateStateMachineDefinition: validateStateMachineDefinition,
  ...Object.fromEntries(NOT_DONE.map((name) => [name, notDone(name)])),
};

const refusedFields = Object.entries(FIELDS_NOT_DONE).map(([field, why]) => [
  `The field ${field} (${why}) of a definition`,
  'InvalidDefinition, with its path',
]);

/** Step Functions. */
export const states: Service<StepFunctions> = {
  name: 'states',
  title: 'AWS Step Functions',
  state: (kernel) => new StepFunctions(kernel),
  // "Step Functions service quotas": maximum request size.
  largestRequest: 1024 * 1024,
  operations,
  resources: { 'AWS::StepFunctions::StateMachine': stateMachine },
  task,
  offers: ({ executions }) => ({
    wake: (executionArn: string) => executions.wake(executionArn),
    working: () => executions.working(),
    waitForExecution: (executionArn: string, signal: AbortSignal) => executions.settled(executionArn, signal),
  }),
  target: (kernel, { target: stateMachineArn, text: input, caller }) =>
    kernel.invoke('states', 'StartExecution', { stateMachineArn, input }, caller),
  start: ({ kernel, machines, executions }) => {
    for (const { deployed, revision } of machines.all()) if (deployed) checkLogDestination(kernel, revision);
    executions.recover();
  },
  stop: ({ executions }) => executions.shutdown(),
  refused: {
    StartSyncExecution: 'StateMachineTypeNotSupported',
    ...Object.fromEntries(refusedFields),
    'A Resource that is none of those by which Step Functions reaches a service on this page, and not arn:aws:states:::aws-sdk:SERVICE:ACTION (.waitForTaskToken)':
      'InvalidDefinition, with its path',
    'An operation of aws-sdk that no service here serves': 'InvalidDefinition, with its path',
    'Versions and aliases in ARNs': 'ValidationException',
    'EXPRESS state machines': 'ValidationException; of a template InvalidDefinition',
    'Distributed Map (ProcessorConfig/Mode)': 'InvalidDefinition, with its path',
  },
  differences: [
    'Clients put `sync-` before the host of TestState and StartSyncExecution unless told not to (boto3 inject_host_prefix=False, JavaScript disableHostPrefix); the aws command line cannot be told.',
    'An execution whose task ran when the local cloud was ended has failed with LocalCloud.Restarted; redrive goes on from there. Waiting executions go on by themselves.',
    'A task token outlives the local cloud in the first attempt of its task only: where the task was retried before, the execution has failed with LocalCloud.Restarted.',
    'A stopped execution waits up to 5 seconds for what its tasks started to stop; where that fails, the cause says so.',
    'Numbers of a state’s data stay as they were written. JSONata has doubles: a whole number that would be rounded goes through it unchanged, and fails where it is calculated with.',
    'Numbers that States.MathRandom makes from a seed are the same every time, but not AWS’s.',
    'JSONata is the library that AWS names, version 2.0.6, within AWS’s limits: 100 levels, one second of processor time, 873,782 items or 6,990,256 characters of one value.',
    'The event EvaluationFailed after a task has succeeded follows TaskSucceeded; AWS has no public record of that case.',
    'A variable that a JSONPath state reads before it is assigned fails with States.Runtime.',
    'DescribeStateMachine has no variableReferences.',
    'Variables are limited to 256 KiB per Assign; their total is not counted.',
    'Histories of Lambda, SNS and SQS tasks have fewer HTTP headers in SdkHttpMetadata.',
    'Nothing is billed, throttled or limited per account; tracing is accepted and traces nothing.',
  ],
};
