import { NotSupported, type Operation, ServiceError } from '../../../service.ts';

const NOT_DONE = [
  ...[
    'CreateActivity',
    'CreateStateMachine',
    'CreateStateMachineAlias',
    'DeleteActivity',
    'DeleteStateMachine',
  ],
  ...['DeleteStateMachineAlias', 'DeleteStateMachineVersion', 'DescribeActivity', 'DescribeMapRun'],
  ...[
    'DescribeStateMachineAlias',
    'GetActivityTask',
    'ListActivities',
    'ListMapRuns',
    'ListStateMachineAliases',
  ],
  ...['ListStateMachineVersions', 'PublishStateMachineVersion', 'SendTaskFailure', 'SendTaskHeartbeat'],
  ...['SendTaskSuccess', 'TagResource', 'TestState', 'UntagResource', 'UpdateMapRun', 'UpdateStateMachine'],
  'UpdateStateMachineAlias',
];

/** Operations of Step Functions that the local cloud does not do: each says so by its name. */
export const refusedOperations: Readonly<Record<string, Operation>> = {
  ...Object.fromEntries(
    NOT_DONE.map((name): [string, Operation] => [
      name,
      () => {
        throw new NotSupported(`The operation ${name} of Step Functions`);
      },
    ]),
  ),
  StartSyncExecution: () => {
    const message = 'This operation is not supported by this type of state machine';
    throw new ServiceError('StateMachineTypeNotSupported', message);
  },
};
