import { partial, supported } from '../../support/operations.ts';
import type { ServiceSupport } from '../../support/types.ts';

/** What CloudFormation does here, for docs/local-cloud.md. */
export const support: ServiceSupport = {
  service: 'AWS CloudFormation',
  signingName: 'cloudformation',
  protocol: 'query',
  operations: {
    ...supported('DescribeStacks', 'ListStacks', 'DescribeStackResources', 'DescribeStackResource'),
    ...supported('ListStackResources'),
    GetTemplate: partial('the template’s text, whatever TemplateStage is asked for'),
  },
  refused: {
    'every operation that changes a stack': 'InvalidAction: start the local cloud with another assembly',
  },
  differences: ['Stacks are as if they had been created when the local cloud started.'],
};
