import { partial, supported } from '../../support/operations.ts';
import type { ServiceSupport } from '../../support/types.ts';

/** What SSM does here, for docs/local-cloud.md. */
export const support: ServiceSupport = {
  service: 'AWS Systems Manager Parameter Store',
  signingName: 'ssm',
  protocol: 'JSON 1.1',
  operations: {
    ...supported('GetParameter', 'GetParameters'),
    GetParametersByPath: partial('without ParameterFilters, which are refused'),
    DescribeParameters: partial('without filters, which are refused'),
    PutParameter: partial('of String and StringList; SecureString is refused'),
  },
  refused: {
    'SecureString, ParameterFilters': 'ValidationException',
    'everything of Systems Manager but parameters': 'UnknownOperationException',
  },
  differences: ['One version of a parameter is kept; what was put wins over the template until `reset`.'],
};
