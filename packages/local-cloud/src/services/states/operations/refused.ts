import { NotSupported, ServiceError } from '../../../aws/errors.ts';
import type { LegacyOperation } from '../../../kernel/legacy.ts';

/** Operations of activities, of Distributed Map, of versions and aliases. */
export const NOT_DONE = [
  ...['CreateActivity', 'DeleteActivity', 'DescribeActivity', 'GetActivityTask', 'ListActivities'],
  ...['DescribeMapRun', 'ListMapRuns', 'UpdateMapRun'],
  ...['CreateStateMachineAlias', 'DeleteStateMachineAlias', 'DescribeStateMachineAlias'],
  ...['ListStateMachineAliases', 'UpdateStateMachineAlias'],
  ...['DeleteStateMachineVersion', 'ListStateMachineVersions', 'PublishStateMachineVersion'],
];

/** Operations that AWS itself refuses for every state machine that there is here. */
export const STARTED_IN_VAIN = ['StartSyncExecution'];

/** Operations of Step Functions that the local cloud does not do: each says so by its name. */
export const refusedOperations: Readonly<Record<string, LegacyOperation>> = {
  ...Object.fromEntries(
    NOT_DONE.map((name): [string, LegacyOperation] => [
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
