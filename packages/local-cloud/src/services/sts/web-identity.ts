import type { AssumeRoleWithWebIdentityRequest } from '@aws-sdk/client-sts';
import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import { NotSupported, ServiceError } from '../../aws/errors.ts';
import type { Context } from '../../identity/matching.ts';
import type { Input, Operation } from '../../kernel/service.ts';
import { issuerName } from './issuers.ts';
import { sessionPolicies } from './session-policies.ts';
import { HOUR, type Sts } from './sts.ts';

type Asked = Input<AssumeRoleWithWebIdentityRequest>;

/** A provider of the account, whose tokens are taken. */
interface Provider {
  readonly arn: string;
  readonly issuer: string;
  readonly audiences: readonly string[];
}

const invalid = (message: string): ServiceError => new ServiceError('InvalidIdentityToken', message);

function claimsOf(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch (error) {
    throw invalid(
      `The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token): ${(error as Error).message}`,
    );
  }
}

function providerOf({ kernel }: Sts, { iss = '' }: JWTPayload): Provider {
  const found = kernel.roles
    .ofType('AWS::IAM::OIDCProvider')
    .find(({ properties }) => issuerName(String(properties.Url)) === issuerName(iss));
  if (!found) throw invalid(`No OpenIDConnect provider found in your account for ${iss}`);
  const { Url, ClientIdList = [] } = found.properties as { Url: string; ClientIdList?: string[] };
  return { arn: found.arn ?? '', issuer: issuerName(Url), audiences: ClientIdList };
}

/** Who a token is for: the client that it was issued to, where it names one. "Available keys for AWS OIDC federation", `aud`. */
const audienceOf = ({ aud = [], azp }: JWTPayload): readonly string[] =>
  typeof azp === 'string' ? [azp] : [aud].flat();

/** Algorithms that AWS takes: "Create an OpenID Connect (OIDC) identity provider in IAM". */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];

/** Seconds by which clocks may differ. */
const TOLERANCE = 5;

async function verified(sts: Sts, token: string, { issuer, audiences }: Provider): Promise<JWTPayload> {
  const now = sts.kernel.clock.now();
  const keys = await sts.issuers.keys(issuer);
  const claims = await jwtVerify(token, keys, {
    algorithms: ALGORITHMS,
    currentDate: now,
    clockTolerance: TOLERANCE,
    requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat'],
  }).catch((error: unknown) => {
    throw refused(error, now);
  });
  const audience = audienceOf(claims.payload);
  if (audience.some((one) => audiences.includes(one))) return claims.payload;
  throw invalid(`Incorrect token audience: ${audience.join(', ')} is none of the provider's clients`);
}

function refused(error: unknown, now: Date): ServiceError {
  if (error instanceof errors.JWTExpired)
    return new ServiceError(
      'ExpiredTokenException',
      `Token expired: current date/time ${now.getTime() / 1000} must be before the expiration date/time ${error.payload.exp}`,
    );
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey)
    return invalid(`Couldn't verify the token's signature by a key of its issuer: ${error.message}`);
  if (error instanceof errors.JOSEError) return invalid(error.message);
  throw error;
}

/** Condition keys of a token: `token.actions.githubusercontent.com:sub` and so on. */
function contextOf({ issuer }: Provider, claims: JWTPayload, { RoleSessionName }: Asked): Context {
  const amr = Array.isArray(claims.amr) ? claims.amr.map(String) : [];
  return {
    [`${issuer}:sub`]: claims.sub ?? '',
    [`${issuer}:aud`]: audienceOf(claims),
    [`${issuer}:amr`]: amr,
    'sts:RoleSessionName': RoleSessionName,
  };
}

/** Claims by which a token gives its session tags or a source identity. */
const SESSION_CLAIMS = ['https://aws.amazon.com/tags', 'https://aws.amazon.com/source_identity'];

export const assumeRoleWithWebIdentity: Operation<Sts> = {
  takes: ['RoleArn', 'RoleSessionName', 'WebIdentityToken', 'DurationSeconds', 'Policy', 'PolicyArns'],
  unsigned: true,
  note: 'tokens of OpenID Connect providers of the account; session tags and a source identity in the token are refused',
  run: async (sts, asked: Asked) => {
    const untrusted = claimsOf(asked.WebIdentityToken);
    const provider = providerOf(sts, untrusted);
    const claims = await verified(sts, asked.WebIdentityToken, provider);
    const claim = SESSION_CLAIMS.find((name) => claims[name] !== undefined);
    if (claim !== undefined) throw new NotSupported(`the claim ${claim} of a token`);
    const { kernel } = sts;
    const role = kernel.roles.role(asked.RoleArn);
    if (!role || !kernel.trustsToken(role, provider.arn, contextOf(provider, claims, asked)))
      throw new ServiceError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', 403);
    const { DurationSeconds = HOUR, RoleSessionName } = asked;
    return {
      ...sts.open(role, RoleSessionName, DurationSeconds, sessionPolicies(sts, asked)),
      SubjectFromWebIdentityToken: claims.sub,
      Audience: audienceOf(claims)[0],
      Provider: claims.iss,
    };
  },
};
