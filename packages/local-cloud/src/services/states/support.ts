import type { OperationSupport, ServiceSupport } from '../../support/types.ts';
import { NOT_DONE as FIELDS_NOT_DONE } from './definition/fields.ts';
import { NOT_DONE, STARTED_IN_VAIN } from './operations/refused.ts';
import { OPERATIONS } from './operations/table.ts';
import { SUPPORTED_RESOURCES } from './tasks/table.ts';

/** Operations whose answers leave something out. */
const NOTES: Readonly<Record<string, string>> = {
  CreateStateMachine: 'type STANDARD only; versions (publish) and encryption by a key are refused',
  UpdateStateMachine: 'a machine of the template is changed by the template',
  DeleteStateMachine:
    'a machine of the template is deleted by the template; running executions go on to their end',
  ListExecutions: 'mapRunArn is refused',
  TestState:
    'mock, stateConfiguration, context and revealSecrets are refused, and Map, Parallel, .sync and .waitForTaskToken states',
  ValidateStateMachineDefinition:
    'type STANDARD only; the messages of JSON syntax errors are those of Node.js',
};

function supportOf(name: string): OperationSupport {
  const note = NOTES[name];
  return note === undefined ? { status: 'supported' } : { status: 'partial', note };
}

const refusedOperations = Object.fromEntries(NOT_DONE.map((name) => [name, 'ValidationException']));
const refusedFields = Object.entries(FIELDS_NOT_DONE).map(([field, why]) => [
  `The field ${field} (${why}) of a definition`,
  'InvalidDefinition, with its path',
]);

export const support: ServiceSupport = {
  service: 'AWS Step Functions',
  signingName: 'states',
  protocol: 'JSON 1.0',
  operations: Object.fromEntries(
    [...Object.keys(OPERATIONS), ...NOT_DONE, ...STARTED_IN_VAIN]
      .sort()
      .map((name) => [
        name,
        Object.hasOwn(OPERATIONS, name)
          ? supportOf(name)
          : { status: 'partial', note: 'refused by its name' },
      ]),
  ),
  refused: {
    ...refusedOperations,
    StartSyncExecution: 'StateMachineTypeNotSupported',
    ...Object.fromEntries(refusedFields),
    [`A Resource that is none of ${SUPPORTED_RESOURCES.join(', ')}`]: 'InvalidDefinition, with its path',
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
    'Numbers from a seed ($random(seed), States.MathRandom) are the same every time, but not AWS’s.',
    'JSONata is the library that AWS names, version 2.0.6; an evaluation ends after 10 seconds or 10,000 levels.',
    'The event EvaluationFailed after a task has succeeded follows TaskSucceeded; AWS has no public record of that case.',
    'A variable that a JSONPath state reads before it is assigned fails with States.Runtime.',
    'DescribeStateMachine has no variableReferences.',
    'Variables are limited to 256 KiB per Assign; their total is not counted.',
    'Histories of Lambda, SNS and SQS tasks have fewer HTTP headers in SdkHttpMetadata.',
    'Nothing is billed, throttled or limited per account; tracing is accepted and traces nothing.',
  ],
};
