import { describe, expect, test } from 'vitest';
import type { Resource } from '../assembly/assembly.ts';
import type { Caller } from '../aws/call.ts';
import type { Statement } from './policy.ts';
import { Roles } from './roles.ts';

const ACCOUNT = '000000000000';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/worker`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/worker/me`;
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/boundary`;
const BUCKET = 'arn:aws:s3:::lake/k';

const resource = (type: string, logicalId: string, properties: object, arn = logicalId): Resource => ({
  ...{ type, logicalId, stackName: 'stack', physicalId: logicalId, arn },
  ...{ properties: properties as Resource['properties'], metadata: {}, deletionPolicy: 'Delete' },
});
const says = (...given: [effect: 'Allow' | 'Deny', action: string, more?: object][]): Statement[] =>
  given.map(([Effect, Action, more = {}]) => ({ Effect, Action, Resource: '*', ...more }));
const named = (AWS: string): object => ({ Principal: { AWS } });

/** What each kind of policy says; one that is left out is not there. */
interface Setting {
  readonly identity?: Statement[];
  readonly boundary?: Statement[];
  readonly session?: Statement[];
  readonly bucket?: Statement[];
}

/** The account's roles in this setting, and a session of the role. */
function settingOf({ identity = [], boundary, session, bucket }: Setting): { roles: Roles; caller: Caller } {
  const roles = new Roles();
  const document = (Statement: Statement[]) => ({ PolicyDocument: { Statement } });
  if (boundary) roles.put(resource('AWS::IAM::ManagedPolicy', 'Boundary', document(boundary), BOUNDARY));
  if (bucket) roles.put(resource('AWS::S3::BucketPolicy', 'Bucket', { Bucket: 'lake', ...document(bucket) }));
  const own = {
    AssumeRolePolicyDocument: { Statement: [] },
    Policies: [{ PolicyName: 'own', ...document(identity) }],
    ...(boundary ? { PermissionsBoundary: BOUNDARY } : {}),
  };
  roles.put(resource('AWS::IAM::Role', 'worker', own, ROLE));
  const caller: Caller = {
    ...{ accountId: ACCOUNT, arn: SESSION, kind: 'assumed-role', name: 'worker', roleArn: ROLE },
    ...(session ? { session: { policies: [{ name: 'session', document: { Statement: session } }] } } : {}),
  };
  return { roles, caller };
}

/** `allowed`, or AWS's half sentence on why not. */
function outcome(setting: Setting, action = 's3:GetObject'): string {
  const { roles, caller } = settingOf(setting);
  try {
    roles.authorize(caller, action, BUCKET, {});
    return 'allowed';
  } catch (error) {
    return (
      /(because no [\w -]+?|with an explicit deny in [\w -]+?)(?= allows| \()/.exec(String(error))?.[1] ?? ''
    );
  }
}

const GET = says(['Allow', 's3:Get*']);
const PUT = says(['Allow', 's3:Put*']);
const NO = says(['Deny', 's3:Get*']);

describe('a request of a session', () => {
  test.each<[string, Setting, string]>([
    ['nothing', {}, 'because no identity-based policy'],
    ['identity', { identity: GET }, 'allowed'],
    ['identity within boundary', { identity: GET, boundary: GET }, 'allowed'],
    ['identity outside of boundary', { identity: GET, boundary: PUT }, 'because no permissions boundary'],
    ['identity, boundary without a word', { identity: GET, boundary: [] }, 'because no permissions boundary'],
    ['boundary alone grants nothing', { boundary: GET }, 'because no identity-based policy'],
    [
      'boundary denies',
      { identity: GET, boundary: [...GET, ...NO] },
      'with an explicit deny in a permissions boundary',
    ],
    ['identity within session', { identity: GET, session: GET }, 'allowed'],
    ['identity outside of session', { identity: GET, session: PUT }, 'because no session policy'],
    ['session alone grants nothing', { session: GET }, 'because no identity-based policy'],
    [
      'session denies',
      { identity: GET, session: [...GET, ...NO] },
      'with an explicit deny in a session policy',
    ],
    ['all three', { identity: GET, boundary: GET, session: GET }, 'allowed'],
    [
      'session allows, boundary does not',
      { identity: GET, boundary: PUT, session: GET },
      'because no permissions boundary',
    ],
    [
      'boundary allows, session does not',
      { identity: GET, boundary: GET, session: PUT },
      'because no session policy',
    ],
    [
      'identity denies what the bucket allows',
      { identity: NO, bucket: says(['Allow', 's3:*', named(SESSION)]) },
      'with an explicit deny in an identity-based policy',
    ],
    [
      'boundary by NotAction',
      { identity: GET, boundary: [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }] },
      'allowed',
    ],
    [
      'boundary by NotAction of it',
      { identity: GET, boundary: [{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }] },
      'because no permissions boundary',
    ],
    [
      'boundary of another resource',
      { identity: GET, boundary: says(['Allow', 's3:*', { Resource: 'arn:aws:s3:::other/*' }]) },
      'because no permissions boundary',
    ],
    // A session that the bucket names is let in, whatever else is silent; a role that it names is not beyond its bounds.
    ['bucket names the session', { bucket: says(['Allow', 's3:*', named(SESSION)]) }, 'allowed'],
    [
      'bucket names the session, boundary is silent',
      { boundary: PUT, bucket: says(['Allow', 's3:*', named(SESSION)]) },
      'allowed',
    ],
    [
      'bucket names the session, session policy is silent',
      { session: PUT, bucket: says(['Allow', 's3:*', named(SESSION)]) },
      'allowed',
    ],
    [
      'bucket names the session, boundary denies',
      { boundary: NO, bucket: says(['Allow', 's3:*', named(SESSION)]) },
      'with an explicit deny in a permissions boundary',
    ],
    ['bucket names the role', { bucket: says(['Allow', 's3:*', named(ROLE)]) }, 'allowed'],
    [
      'bucket names the role, boundary is silent',
      { boundary: PUT, bucket: says(['Allow', 's3:*', named(ROLE)]) },
      'because no permissions boundary',
    ],
    [
      'bucket names the role, session policy is silent',
      { session: PUT, bucket: says(['Allow', 's3:*', named(ROLE)]) },
      'because no session policy',
    ],
    ['bucket names everybody', { bucket: says(['Allow', 's3:*', { Principal: '*' }]) }, 'allowed'],
    [
      'bucket names everybody, boundary is silent',
      { boundary: PUT, bucket: says(['Allow', 's3:*', { Principal: '*' }]) },
      'because no permissions boundary',
    ],
    [
      'bucket names the account',
      { bucket: says(['Allow', 's3:*', named(ACCOUNT)]) },
      'because no identity-based policy',
    ],
    [
      'bucket names the account, identity allows',
      { identity: GET, bucket: says(['Allow', 's3:*', named(ACCOUNT)]) },
      'allowed',
    ],
    [
      'bucket denies',
      { identity: GET, bucket: says(['Deny', 's3:*', named(ACCOUNT)]) },
      'with an explicit deny in a resource-based policy',
    ],
    [
      'bucket names somebody else',
      { bucket: says(['Allow', 's3:*', named(`${ROLE}-2`)]) },
      'because no identity-based policy',
    ],
  ])('%s', (_, setting, expected) => {
    expect(outcome(setting)).toBe(expected);
  });
});

describe('whether an action is allowed on some resource', () => {
  const may = (setting: Setting, action = 's3:GetObject'): boolean => {
    const { roles, caller } = settingOf(setting);
    return roles.mayAnywhere(caller, action);
  };
  test.each<[string, Setting, boolean]>([
    ['nothing', {}, false],
    ['of all', { identity: GET }, true],
    ['of one', { identity: says(['Allow', 's3:*', { Resource: 'arn:aws:s3:::one/*' }]) }, true],
    [
      'under a condition',
      { identity: says(['Allow', 's3:*', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }]) },
      true,
    ],
    ['of another action', { identity: PUT }, false],
    ['denied for all', { identity: [...GET, ...NO] }, false],
    [
      'denied for one',
      { identity: [...GET, ...says(['Deny', 's3:*', { Resource: 'arn:aws:s3:::one/*' }])] },
      true,
    ],
    [
      'denied under a condition',
      {
        identity: [
          ...GET,
          ...says(['Deny', 's3:*', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }]),
        ],
      },
      true,
    ],
    ['within the boundary', { identity: GET, boundary: GET }, true],
    ['outside of the boundary', { identity: GET, boundary: PUT }, false],
    ['outside of the session policy', { identity: GET, session: PUT }, false],
    ['by NotAction', { identity: [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }] }, true],
    ['by NotAction of it', { identity: [{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }] }, false],
  ])('%s: %j', (_, setting, expected) => {
    expect(may(setting)).toBe(expected);
  });

  test('everything, of the operator; nothing, of nobody', () => {
    const { roles } = settingOf({});
    const user: Caller = { accountId: ACCOUNT, arn: 'user', kind: 'user', name: 'local' };
    const nobody: Caller = { accountId: '', arn: 'anonymous', kind: 'anonymous', name: 'anonymous' };
    expect([roles.mayAnywhere(user, 's3:GetObject'), roles.mayAnywhere(nobody, 's3:GetObject')]).toEqual([
      true,
      false,
    ]);
    expect(() => roles.authorize(nobody, 's3:GetObject', BUCKET, {})).toThrow('is not authorized to perform');
  });
});
