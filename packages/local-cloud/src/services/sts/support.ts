import { supported } from '../../support/operations.ts';
import type { ServiceSupport } from '../../support/types.ts';

/** What STS does here, for docs/local-cloud.md. */
export const support: ServiceSupport = {
  service: 'AWS STS',
  signingName: 'sts',
  protocol: 'query',
  operations: supported('GetCallerIdentity'),
  refused: { 'AssumeRole and its kin': 'InvalidAction: services assume roles, people are the operator' },
  differences: ['The operator is the IAM user `local`, which may do everything.'],
};
