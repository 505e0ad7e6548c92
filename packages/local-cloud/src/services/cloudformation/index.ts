import type { Service } from '../../kernel/service.ts';
import { CloudFormation } from './cloudformation.ts';
import { changeSets } from './operations/change-sets.ts';
import { deploying } from './operations/deploying.ts';
import { exportsAndImports } from './operations/exports.ts';
import { reading } from './operations/reading.ts';
import { rollingBack } from './operations/rolling-back.ts';
import { templates } from './operations/templates.ts';

/** CloudFormation: the stacks of an assembly, or those that clients deploy. */
export const cloudformation: Service<CloudFormation> = {
  name: 'cloudformation',
  title: 'AWS CloudFormation',
  state: (kernel) => new CloudFormation(kernel),
  operations: { ...reading, ...templates, ...exportsAndImports, ...changeSets, ...deploying, ...rollingBack },
  offers: (state) => state,
  ownErrors: {
    ValidationException: ['ValidationError', 400],
    AccessDeniedException: ['AccessDenied', 403],
    InvalidNextToken: ['ValidationError', 400],
  },
  refused: {
    'every operation that changes a stack, where the account holds an assembly’s stacks':
      'ValidationError: start the local cloud with `--empty`',
    'stack policies, nested stacks, macros (Transform), hooks, resource imports by identifier, drift, stack sets':
      'ValidationError or InvalidAction',
    'the deployment mode EXPRESS, NotificationARNs, RollbackConfiguration, TimeoutInMinutes':
      'ValidationError',
  },
  differences: [
    'Resources are written one after the other, in the order of their references.',
    'An operation that the end of the local cloud interrupts is rolled back at its next start; one that was ending is ended.',
    'DescribeStacks of one stack answers once the operation on it has ended, at the latest after three seconds.',
    'Custom resources of the CDK are done by the local cloud itself, not by their functions.',
  ],
  stop: ({ deployments }) => deployments.stop(),
};
