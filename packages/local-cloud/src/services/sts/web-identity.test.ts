import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Issuer } from '../../../testing/issuer.ts';
import { type Resources, type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';
import { Issuers } from './issuers.ts';

const ISSUER = 'token.actions.githubusercontent.com';
const ROLE = 'arn:aws:iam::000000000000:role/deploy';
const SUB = 'repo:owner/name:environment:dev';

/** A role that trusts tokens of the issuer under these conditions. */
const role = (
  RoleName: string,
  Condition: object,
  Principal: object = { Federated: { Ref: 'Provider' } },
) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName,
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRoleWithWebIdentity', Condition }],
    },
  },
});

let cloud: TemplateCloud;
let github: Issuer;
beforeAll(async () => {
  cloud = await templateCloud({
    Provider: {
      Type: 'AWS::IAM::OIDCProvider',
      Properties: { Url: `https://${ISSUER}`, ClientIdList: ['sts.amazonaws.com', 'another'] },
    },
    Deploy: role('deploy', {
      StringEquals: { [`${ISSUER}:aud`]: 'sts.amazonaws.com', [`${ISSUER}:sub`]: SUB },
    }),
    Signed: role('signed', {}, { AWS: { Ref: 'AWS::AccountId' } }),
    Stranger: role('stranger', {}, { Federated: 'arn:aws:iam::000000000000:oidc-provider/example.com' }),
  } as Resources);
  github = await Issuer.make(`https://${ISSUER}`);
  cloud.cloud.kernel.offers.sts.standIn(github.url, github.keys);
});
afterAll(() => cloud?.stop());

/** A client that has no keys at all. */
const stranger = () => {
  const { endpoint, region } = cloud.client;
  const credentials = async () => Promise.reject(new Error('there are no keys'));
  return new STSClient({ endpoint, region, credentials, maxAttempts: 1 });
};
const assume = (WebIdentityToken: string, RoleArn = ROLE) =>
  stranger().send(
    new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: 'run-1', WebIdentityToken }),
  );
const outcome = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'in',
    (error: Error) => `${error.name}: ${error.message}`,
  );
const claims: JWTPayload = { sub: SUB, aud: 'sts.amazonaws.com' };
const seconds = (from: number): number => Math.floor(Date.now() / 1000) + from;

test('who holds a token of the issuer gets a session without any key', async () => {
  const { Credentials, ...told } = await assume(await github.token(claims));
  expect(told).toMatchObject({
    SubjectFromWebIdentityToken: SUB,
    Audience: 'sts.amazonaws.com',
    Provider: `https://${ISSUER}`,
    AssumedRoleUser: { Arn: 'arn:aws:sts::000000000000:assumed-role/deploy/run-1' },
  });
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = Credentials ?? {};
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
  const who = await new STSClient({ ...cloud.client, credentials }).send(new GetCallerIdentityCommand({}));
  expect(who.Arn).toBe('arn:aws:sts::000000000000:assumed-role/deploy/run-1');
});

describe('a token', () => {
  const DENIED = 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity';
  test.each<[string, JWTPayload, string]>([
    ['of another repository', { sub: 'repo:owner/other:environment:dev' }, DENIED],
    ['of another environment', { sub: 'repo:owner/name:environment:prod' }, DENIED],
    ['of a branch', { sub: 'repo:owner/name:ref:refs/heads/main' }, DENIED],
    ['of a pull request', { sub: 'repo:owner/name:pull_request' }, DENIED],
    ['for another client of the provider', { aud: 'another' }, DENIED],
    [
      'for a stranger',
      { aud: 'stranger' },
      "InvalidIdentityTokenException: Incorrect token audience: stranger is none of the provider's clients",
    ],
    [
      'of another issuer',
      { iss: 'https://example.com' },
      'InvalidIdentityTokenException: No OpenIDConnect provider found in your account for https://example.com',
    ],
    ['that has expired', { exp: seconds(-60) }, 'ExpiredTokenException: Token expired: '],
    [
      'of the future',
      { nbf: seconds(60) },
      'InvalidIdentityTokenException: "nbf" claim timestamp check failed',
    ],
    ['without a time', { iat: undefined }, 'InvalidIdentityTokenException: missing required "iat" claim'],
    ['without a subject', { sub: undefined }, 'InvalidIdentityTokenException: missing required "sub" claim'],
    [
      'with tags of a session',
      { 'https://aws.amazon.com/tags': {} },
      'ValidationError: the claim https://aws.amazon.com/tags of a token is not supported',
    ],
  ])('%s is refused', async (_, other, expected) => {
    expect(await outcome(assume(await github.token({ ...claims, ...other })))).toContain(expected);
  });

  test('that somebody else has signed is refused', async () => {
    const forger = await Issuer.make(github.url);
    expect(await outcome(assume(await forger.token(claims)))).toContain(
      "InvalidIdentityTokenException: Couldn't verify the token's signature",
    );
  });

  test('that was changed, or has no signature, is refused', async () => {
    const [head, , signature] = (await github.token({ ...claims, sub: 'repo:owner/other' })).split('.');
    const body = Buffer.from(JSON.stringify({ ...claims, iss: github.url })).toString('base64url');
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    for (const token of [`${head}.${body}.${signature}`, `${none}.${body}.`, 'no.token.atall', 'none'])
      expect([token, await outcome(assume(token))]).toEqual([
        token,
        expect.stringContaining('InvalidIdentityTokenException'),
      ]);
  });

  test('is taken by ES256 too, and by no algorithm that AWS does not take', async () => {
    const [elliptic, other] = [
      await Issuer.make(github.url, 'ES256'),
      await Issuer.make(github.url, 'PS256'),
    ];
    const { sts } = cloud.cloud.kernel.offers;
    sts.standIn(elliptic.url, elliptic.keys);
    expect(await outcome(assume(await elliptic.token(claims)))).toBe('in');
    sts.standIn(other.url, other.keys);
    expect(await outcome(assume(await other.token(claims)))).toContain('"alg" (Algorithm) Header Parameter');
    sts.standIn(github.url, github.keys);
  });

  test('opens no role that is not there, or that trusts others', async () => {
    const token = await github.token(claims);
    for (const name of ['none', 'signed', 'stranger'])
      expect(await outcome(assume(token, `arn:aws:iam::000000000000:role/${name}`))).toBe(DENIED);
  });
});

test('nothing else is answered without a signature', async () => {
  const ask = async (body: string) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    const response = await fetch(cloud.client.endpoint, { method: 'POST', headers, body });
    return `${response.status} ${/<Code>(\w+)/.exec(await response.text())?.[1]}`;
  };
  const version = 'Version=2011-06-15';
  expect(await ask(`Action=GetCallerIdentity&${version}`)).toBe('403 MissingAuthenticationToken');
  expect(await ask(`Action=AssumeRole&${version}&RoleArn=${ROLE}&RoleSessionName=me`)).toBe(
    '403 MissingAuthenticationToken',
  );
  expect(await ask(`Action=__proto__&${version}`)).toBe('403 MissingAuthenticationToken');
  expect(await ask(`Action=AssumeRoleWithWebIdentity&${version}`)).toBe('400 ValidationError');
});

describe('keys of an issuer', () => {
  const pages = (found: Readonly<Record<string, unknown>>) =>
    new Issuers(async (url) => ({ ok: url in found, json: async () => found[url] }));
  const configuration = 'https://example.com/.well-known/openid-configuration';
  const jwks = 'https://example.com/keys';

  const TOKEN = { payload: '', signature: '' };

  test('are asked of the issuer itself', async () => {
    const { keys } = await Issuer.make('https://example.com');
    const issuers = pages({ [configuration]: { jwks_uri: jwks }, [jwks]: keys });
    expect(await (await issuers.keys('example.com'))({ alg: 'RS256', kid: 'key' }, TOKEN)).toBeDefined();
  });

  test.each([
    [{}, `${configuration} cannot be read`],
    [
      { [configuration]: { jwks_uri: 'http://example.com/keys' } },
      'its jwks_uri is "http://example.com/keys"',
    ],
    [{ [configuration]: { jwks_uri: jwks } }, `${jwks} cannot be read`],
    [{ [configuration]: { jwks_uri: jwks }, [jwks]: { keys: 1 } }, 'JSON Web Key Set malformed'],
  ])('that are not there: %j', async (found, expected) => {
    await expect(pages(found).keys('example.com')).rejects.toMatchObject({
      code: 'InvalidIdentityToken',
      message: expect.stringContaining(expected),
    });
  });
});
