import { userId } from '../../identity/unique-id.ts';
import type { Service } from '../../kernel/service.ts';
import { assumeRole } from './assume-role.ts';
import { Issuers } from './issuers.ts';
import { Sts } from './sts.ts';
import { assumeRoleWithWebIdentity } from './web-identity.ts';

/** STS: who am I, and who else may I be. */
export const sts: Service<Sts> = {
  name: 'sts',
  title: 'AWS STS',
  state: (kernel) => new Sts(kernel, new Issuers()),
  operations: {
    GetCallerIdentity: {
      takes: [],
      run: ({ kernel }, _, { caller }) => ({
        UserId: userId(caller),
        Account: kernel.accountId,
        Arn: caller.arn,
      }),
    },
    AssumeRole: assumeRole,
    AssumeRoleWithWebIdentity: assumeRoleWithWebIdentity,
  },
  offers: ({ issuers }) => issuers,
  ownErrors: {
    ValidationException: ['ValidationError', 400],
    AccessDeniedException: ['AccessDenied', 403],
  },
  refused: {
    'GetSessionToken, GetFederationToken': 'InvalidAction: the operator has keys that do not expire',
    AssumeRoleWithSAML: 'InvalidAction: there are no SAML providers',
  },
  differences: [
    'The operator is the IAM user `local`, which may do everything.',
    'A session that was assumed lives until it expires, also over a restart; those of services end with their work.',
    'Keys of an OpenID Connect issuer are fetched from it over HTTPS, unless `local oidc ISSUER JWKS` names a file of keys that stand in for it until the local cloud ends.',
  ],
};
