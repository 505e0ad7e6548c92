import type { Kernel } from '../../kernel/kernel.ts';
import type { Service } from '../../kernel/service.ts';

/** STS: who am I. */
export function createSts(kernel: Kernel): Service {
  return {
    signingName: 'sts',
    protocol: { kind: 'query', xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
    operations: {
      GetCallerIdentity: (_, { caller }) => ({
        UserId: caller.kind === 'user' ? caller.name : `${caller.name}:${caller.sessionName}`,
        Account: kernel.accountId,
        Arn: caller.arn,
      }),
    },
  };
}
