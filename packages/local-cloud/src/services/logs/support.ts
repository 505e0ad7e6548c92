import { partial, supported } from '../../support/operations.ts';
import type { ServiceSupport } from '../../support/types.ts';

/** What CloudWatch Logs does here, for docs/local-cloud.md. */
export const support: ServiceSupport = {
  service: 'Amazon CloudWatch Logs',
  signingName: 'logs',
  protocol: 'JSON 1.1',
  operations: {
    ...supported('CreateLogGroup', 'CreateLogStream', 'GetLogEvents', 'PutLogEvents'),
    ...supported('DescribeLogGroups', 'DescribeLogStreams'),
    FilterLogEvents: partial('patterns of words and quoted phrases; others are refused'),
  },
  refused: {
    'filter patterns with ?, -, { }, [ ] or %…%': 'InvalidParameterException',
    'Logs Insights (StartQuery), subscription and metric filters, tailing (StartLiveTail)':
      'UnknownOperationException',
  },
  differences: [
    'Retention is answered and not carried out: events stay until `reset`.',
    'Lines in the embedded metric format become metrics, as on AWS.',
    'storedBytes is 0.',
  ],
};
