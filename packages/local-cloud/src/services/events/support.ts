import { partial, supported } from '../../support/operations.ts';
import type { ServiceSupport } from '../../support/types.ts';

/** What EventBridge does here, for docs/local-cloud.md. */
export const support: ServiceSupport = {
  service: 'Amazon EventBridge',
  signingName: 'events',
  protocol: 'JSON 1.1',
  operations: {
    ...supported('ListRules', 'DescribeRule', 'ListTargetsByRule'),
    PutEvents: partial('on the default bus'),
  },
  refused: {
    'other buses, $or and cidr in patterns, targets but SQS, SNS, Lambda, Step Functions, Logs':
      'refused when the template is loaded',
    'everything that changes rules': 'UnknownOperationException',
  },
  differences: [
    'AWS’s own events are `Glue Job State Change` and `Step Functions Execution Status Change`, no others.',
    'Times of a rule’s schedule that pass while the local cloud does not run are past.',
    'A delivery that fails is told in the log, and not tried again.',
  ],
};
