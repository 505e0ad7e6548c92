import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Resources, type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';
import type { Clock } from '../../kernel/clock.ts';

const ACCOUNT = '000000000000';
const arnOf = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const everything = { Effect: 'Allow', Action: '*', Resource: '*' };

/** A role with a trust policy of these statements, and these permissions. */
const role = (RoleName: string, trust: object[], more: object = {}, statements: object[] = [everything]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName,
    AssumeRolePolicyDocument: { Statement: trust },
    Policies:
      statements.length === 0 ? [] : [{ PolicyName: 'own', PolicyDocument: { Statement: statements } }],
    ...more,
  },
});
const lets = (AWS: unknown, Condition?: object, Action: unknown = 'sts:AssumeRole') => ({
  ...{ Effect: 'Allow', Principal: { AWS }, Action },
  ...(Condition ? { Condition } : {}),
});
const account = lets(ACCOUNT);
const assume = (resource: string) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: resource });

/** Each role with who is let in: `operator`, or a session `me` of the role `worker` or `idle`. */
const trusts: [role: string, trust: object[], letsIn: string[]][] = [
  ['by-account', [account], ['operator', 'worker']],
  ['by-root', [lets(`arn:aws:iam::${ACCOUNT}:root`)], ['operator', 'worker']],
  ['by-another-account', [lets('111111111111')], []],
  ['by-anybody', [lets('*')], ['operator', 'worker', 'idle']],
  ['by-star', [{ ...account, Principal: '*' }], ['operator', 'worker', 'idle']],
  ['by-user', [lets(`arn:aws:iam::${ACCOUNT}:user/local`)], ['operator']],
  ['by-role', [lets(arnOf('idle'))], ['idle']],
  ['by-session', [lets(`arn:aws:sts::${ACCOUNT}:assumed-role/idle/me`)], ['idle']],
  ['by-another-session', [lets(`arn:aws:sts::${ACCOUNT}:assumed-role/idle/other`)], []],
  ['by-service', [{ ...account, Principal: { Service: 'lambda.amazonaws.com' } }], []],
  ['by-token', [{ ...account, Principal: { Federated: 'cognito-identity.amazonaws.com' } }], []],
  ['but-not-worker', [account, { ...lets(arnOf('worker')), Effect: 'Deny' }], ['operator']],
  ['but-nobody', [account, { ...lets('*'), Effect: 'Deny' }], []],
  ['to-tag-only', [lets(ACCOUNT, undefined, 'sts:TagSession')], []],
  ['to-do-all', [lets(ACCOUNT, undefined, 'sts:*')], ['operator', 'worker']],
  ['of-team', [lets(ACCOUNT, { StringEquals: { 'aws:PrincipalTag/team': 'data' } })], ['worker']],
  ['of-arn', [lets('*', { ArnLike: { 'aws:PrincipalArn': arnOf('i*') } })], ['idle']],
  [
    'named-me',
    [lets(ACCOUNT, { StringEquals: { 'sts:RoleSessionName': 'from-me' } })],
    ['operator', 'worker'],
  ],
  ['named-other', [lets(ACCOUNT, { StringEquals: { 'sts:RoleSessionName': 'other' } })], []],
];

/** Requests to roles with conditions on what a request brings. */
const asked: [title: string, trust: object[], request: Partial<AssumeRoleCommandInput>, expected: string][] =
  [
    [
      'without an external id, where none may be',
      [lets(ACCOUNT, { Null: { 'sts:ExternalId': 'true' } })],
      {},
      'in',
    ],
    [
      'with one, where none may be',
      [lets(ACCOUNT, { Null: { 'sts:ExternalId': 'true' } })],
      { ExternalId: 'id' },
      'AccessDenied',
    ],
    [
      'with the external id',
      [lets(ACCOUNT, { StringEquals: { 'sts:ExternalId': 'id' } })],
      { ExternalId: 'id' },
      'in',
    ],
    [
      'with another',
      [lets(ACCOUNT, { StringEquals: { 'sts:ExternalId': 'id' } })],
      { ExternalId: 'no' },
      'AccessDenied',
    ],
    ['without one', [lets(ACCOUNT, { StringEquals: { 'sts:ExternalId': 'id' } })], {}, 'AccessDenied'],
    ['tags without sts:TagSession', [account], { Tags: [{ Key: 'a', Value: 'b' }] }, 'AccessDenied'],
    [
      'tags with sts:TagSession',
      [account, lets(ACCOUNT, undefined, 'sts:TagSession')],
      { Tags: [{ Key: 'a', Value: 'b' }] },
      'in',
    ],
    [
      'the tag that is asked for',
      [lets(ACCOUNT, { StringEquals: { 'aws:RequestTag/a': 'b' } }, 'sts:*')],
      { Tags: [{ Key: 'A', Value: 'b' }] },
      'in',
    ],
    [
      'another value of it',
      [lets(ACCOUNT, { StringEquals: { 'aws:RequestTag/a': 'b' } }, 'sts:*')],
      { Tags: [{ Key: 'a', Value: 'c' }] },
      'AccessDenied',
    ],
    [
      'tags of the list',
      [lets(ACCOUNT, { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, 'sts:*')],
      {
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
      },
      'in',
    ],
    [
      'one that is not of the list',
      [lets(ACCOUNT, { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, 'sts:*')],
      {
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'c', Value: '2' },
        ],
      },
      'AccessDenied',
    ],
    [
      'a tag that is to be handed on',
      [lets(ACCOUNT, { 'ForAnyValue:StringEquals': { 'sts:TransitiveTagKeys': ['a'] } }, 'sts:*')],
      { Tags: [{ Key: 'a', Value: '1' }], TransitiveTagKeys: ['a'] },
      'in',
    ],
    [
      'one that is not',
      [lets(ACCOUNT, { 'ForAnyValue:StringEquals': { 'sts:TransitiveTagKeys': ['a'] } }, 'sts:*')],
      { Tags: [{ Key: 'a', Value: '1' }] },
      'AccessDenied',
    ],
    ['a source identity without sts:SetSourceIdentity', [account], { SourceIdentity: 'me' }, 'AccessDenied'],
    [
      'a source identity',
      [lets(ACCOUNT, { StringEquals: { 'sts:SourceIdentity': 'me' } }, 'sts:*')],
      { SourceIdentity: 'me' },
      'in',
    ],
    ['an hour and a second', [account], { DurationSeconds: 3601 }, 'ValidationError'],
    ['a quarter of an hour', [account], { DurationSeconds: 900 }, 'in'],
    ['a second less', [account], { DurationSeconds: 899 }, 'ValidationError'],
    [
      'a tag twice',
      [lets(ACCOUNT, undefined, 'sts:*')],
      {
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'A', Value: '2' },
        ],
      },
      'ValidationError',
    ],
    ['a session policy that is no JSON', [account], { Policy: '{' }, 'MalformedPolicyDocumentException'],
    [
      'MFA',
      [account],
      { SerialNumber: 'arn:aws:iam::000000000000:mfa/me', TokenCode: '123456' },
      'ValidationError',
    ],
  ];

/** A clock that stands until it is told to go on: seconds that a busy machine takes end no session. */
class Watch implements Clock {
  #now = Date.now();
  now(): Date {
    return new Date(this.#now);
  }
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
  forward(seconds: number): void {
    this.#now += seconds * 1000;
  }
}

const watch = new Watch();
let cloud: TemplateCloud;
beforeAll(async () => {
  const roles = [
    ...trusts.map(([name, trust]) => role(name, trust)),
    ...asked.map(([, trust], at) => role(`asked-${at}`, trust)),
    role('worker', [account], { Tags: [{ Key: 'Team', Value: 'data' }] }, [assume('*')]),
    role('idle', [account], {}, []),
    role('long', [account], { MaxSessionDuration: 7200, Path: '/deep/er/' }),
    role('tagging', [lets(ACCOUNT, undefined, 'sts:*')]),
    role('tagged', [lets(ACCOUNT, { StringEquals: { 'aws:PrincipalTag/cost': '42' } })]),
  ];
  cloud = await templateCloud(
    {
      ...Object.fromEntries(roles.map((one, at) => [`Role${at}`, one])),
      Lake: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'lake' } },
      ReadLake: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: {
          ManagedPolicyName: 'read-lake',
          PolicyDocument: {
            Statement: [{ Effect: 'Allow', Action: ['s3:Get*', 's3:List*'], Resource: '*' }],
          },
        },
      },
    } as Resources,
    {},
    watch,
  );
});
afterAll(() => cloud?.stop());

/** How far the watch is from the machine's clock, which clients sign by. */
const offset = (): number => watch.now().getTime() - Date.now();

/** Settings of a client of a session. */
async function session(
  of: TemplateCloud['client'],
  request: Partial<AssumeRoleCommandInput> & { RoleArn: string },
) {
  const { Credentials } = await new STSClient(of).send(
    new AssumeRoleCommand({ RoleSessionName: 'me', ...request }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = Credentials ?? {};
  return {
    ...cloud.client,
    maxAttempts: 1,
    systemClockOffset: offset(),
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
  };
}
const outcome = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'in',
    (error: Error) => error.name,
  );
const operator = () => ({ ...cloud.client, systemClockOffset: offset() });

describe('a trust policy', () => {
  test.each(trusts)('%s', async (name, _, letsIn) => {
    const callers = {
      operator: operator(),
      worker: await session(operator(), { RoleArn: arnOf('worker') }),
      idle: await session(operator(), { RoleArn: arnOf('idle') }),
    };
    const outcomes = await Promise.all(
      Object.entries(callers).map(async ([caller, client]) => [
        caller,
        await outcome(session(client, { RoleArn: arnOf(name), RoleSessionName: 'from-me' })),
      ]),
    );
    expect(outcomes).toEqual(
      Object.keys(callers).map((caller) => [caller, letsIn.includes(caller) ? 'in' : 'AccessDenied']),
    );
  });

  test.each(asked.map(([title, , request, expected], at) => [title, at, request, expected] as const))(
    'is asked: %s',
    async (_, at, request, expected) => {
      expect(await outcome(session(operator(), { RoleArn: arnOf(`asked-${at}`), ...request }))).toBe(
        expected,
      );
    },
  );

  test('says what is missing, as AWS begins it', async () => {
    const idle = await session(operator(), { RoleArn: arnOf('idle') });
    await expect(session(idle, { RoleArn: arnOf('by-account') })).rejects.toThrow(
      'User: arn:aws:sts::000000000000:assumed-role/idle/me is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::000000000000:role/by-account because no identity-based policy allows the sts:AssumeRole action (trust policy of role by-account)',
    );
  });
});

describe('a session', () => {
  test('knows who it is, by the id of its role', async () => {
    const sts = new STSClient(await session(operator(), { RoleArn: arnOf('worker') }));
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: ACCOUNT,
      Arn: 'arn:aws:sts::000000000000:assumed-role/worker/me',
      UserId: expect.stringMatching(/^AROA[A-Z2-7]{17}:me$/),
    });
  });

  test('is told with its role, and of a role with a path without it', async () => {
    const asked = { RoleArn: arnOf('deep/er/long'), RoleSessionName: 'me', DurationSeconds: 7200 };
    const { AssumedRoleUser, Credentials } = await new STSClient(operator()).send(
      new AssumeRoleCommand(asked),
    );
    expect(AssumedRoleUser).toEqual({
      Arn: 'arn:aws:sts::000000000000:assumed-role/long/me',
      AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:me$/),
    });
    const left = (Credentials?.Expiration?.getTime() ?? 0) - watch.now().getTime();
    expect(Math.round(left / 60_000)).toBe(120);
  });

  test('lasts an hour at most where it comes from a session', async () => {
    const tagging = await session(operator(), { RoleArn: arnOf('tagging') });
    const long = (DurationSeconds: number) =>
      outcome(session(tagging, { RoleArn: arnOf('deep/er/long'), DurationSeconds }));
    expect([await long(3600), await long(3601)]).toEqual(['in', 'ValidationError']);
  });

  test('hands on the tags that it was opened to hand on, and no others', async () => {
    const Tags = [{ Key: 'cost', Value: '42' }];
    const into = async (of: TemplateCloud['client']) => outcome(session(of, { RoleArn: arnOf('tagged') }));
    const tagging = { RoleArn: arnOf('tagging'), Tags };
    const kept = await session(operator(), tagging);
    const handing = await session(operator(), { ...tagging, TransitiveTagKeys: ['cost'] });
    expect([await into(kept), await into(handing)]).toEqual(['in', 'in']);
    const next = { RoleArn: arnOf('tagging') };
    expect(await into(await session(kept, next))).toBe('AccessDenied');
    expect(await into(await session(handing, next))).toBe('in');
    expect(await outcome(session(handing, { ...next, Tags: [{ Key: 'cost', Value: '1' }] }))).toBe(
      'ValidationError',
    );
  });

  const readOnly = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }] });
  const noKeys = JSON.stringify({
    Statement: [everything, { Effect: 'Deny', Action: 's3:Put*', Resource: '*' }],
  });
  test.each<[string, string, Partial<AssumeRoleCommandInput>, [put: string, get: string, list: string]]>([
    ['no policy', 'by-account', {}, ['in', 'in', 'in']],
    ['a policy that allows less', 'by-account', { Policy: readOnly }, ['AccessDenied', 'in', 'AccessDenied']],
    ['a policy that denies', 'by-account', { Policy: noKeys }, ['AccessDenied', 'in', 'in']],
    [
      'a managed policy',
      'by-account',
      { PolicyArns: [{ arn: `arn:aws:iam::${ACCOUNT}:policy/read-lake` }] },
      ['AccessDenied', 'in', 'in'],
    ],
    [
      'a policy that allows more than the role has',
      'idle',
      { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/AdministratorAccess' }] },
      ['AccessDenied', 'AccessDenied', 'AccessDenied'],
    ],
  ])('with %s', async (_, of, request, expected) => {
    await new S3Client(operator()).send(new PutObjectCommand({ Bucket: 'lake', Key: 'k', Body: 'x' }));
    const s3 = new S3Client(await session(operator(), { RoleArn: arnOf(of), ...request }));
    const outcomes = [
      await outcome(s3.send(new PutObjectCommand({ Bucket: 'lake', Key: 'k', Body: 'x' }))),
      await outcome(s3.send(new GetObjectCommand({ Bucket: 'lake', Key: 'k' }))),
      await outcome(s3.send(new ListObjectsV2Command({ Bucket: 'lake' }))),
    ];
    expect(outcomes).toEqual(expected);
  });

  test('lives over a restart, and until it expires', async () => {
    const who = async (of: Awaited<ReturnType<typeof session>>) =>
      outcome(
        new STSClient({ ...of, endpoint: cloud.client.endpoint, systemClockOffset: offset() }).send(
          new GetCallerIdentityCommand({}),
        ),
      );
    const short = await session(operator(), { RoleArn: arnOf('worker'), DurationSeconds: 900 });
    const long = await session(operator(), { RoleArn: arnOf('worker') });
    cloud = await cloud.restart();
    expect([await who(short), await who(long)]).toEqual(['in', 'in']);
    watch.forward(899);
    expect([await who(short), await who(long)]).toEqual(['in', 'in']);
    watch.forward(2);
    expect([await who(short), await who(long)]).toEqual(['ExpiredToken', 'in']);
    cloud = await cloud.restart();
    expect([await who(short), await who(long)]).toEqual(['ExpiredToken', 'in']);
    const s3 = new S3Client({ ...short, endpoint: cloud.client.endpoint, systemClockOffset: offset() });
    expect(await outcome(s3.send(new ListObjectsV2Command({ Bucket: 'lake' })))).toBe('ExpiredToken');
  });
});
