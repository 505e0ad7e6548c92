import type { Kernel } from '../../kernel/kernel.ts';
import type { Service } from '../../kernel/service.ts';

/** STS: who am I. */
export const sts: Service<Kernel> = {
  name: 'sts',
  title: 'AWS STS',
  state: (kernel) => kernel,
  operations: {
    GetCallerIdentity: {
      takes: [],
      run: ({ accountId }, _, { caller }) => ({
        UserId: caller.kind === 'user' ? caller.name : `${caller.name}:${caller.sessionName}`,
        Account: accountId,
        Arn: caller.arn,
      }),
    },
  },
  refused: { 'AssumeRole and its kin': 'InvalidAction: services assume roles, people are the operator' },
  differences: ['The operator is the IAM user `local`, which may do everything.'],
};
