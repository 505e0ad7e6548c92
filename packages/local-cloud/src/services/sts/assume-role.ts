import type { AssumeRoleRequest } from '@aws-sdk/client-sts';
import type { Caller, Session } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import { record } from '../../aws/record.ts';
import type { Context } from '../../identity/matching.ts';
import type { Role } from '../../identity/role.ts';
import type { Input, Operation } from '../../kernel/service.ts';
import { sessionPolicies } from './session-policies.ts';
import { HOUR, type Sts } from './sts.ts';

type Asked = Input<AssumeRoleRequest>;

const invalid = (message: string): ServiceError => new ServiceError('ValidationError', message);

/** Tags of a session: those asked for, and those that the caller's own session hands on. "Pass session tags in AWS STS". */
function tagsOf(
  { Tags = [], TransitiveTagKeys = [] }: Asked,
  { session }: Caller,
): Pick<Session, 'tags' | 'transitiveTagKeys'> {
  const keys = Tags.map(({ Key }) => Key.toLowerCase());
  const twice = keys.find((key, at) => keys.indexOf(key) < at);
  if (twice !== undefined)
    throw invalid(`Duplicate tag keys found. Please note that Tag keys are case insensitive: ${twice}`);
  const handedOn = (session?.transitiveTagKeys ?? []).map((key) => key.toLowerCase());
  const fixed = keys.find((key) => handedOn.includes(key));
  if (fixed !== undefined)
    throw invalid(
      `One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session: ${fixed}`,
    );
  const missing = TransitiveTagKeys.find((key) => !keys.includes(key.toLowerCase()));
  if (missing !== undefined)
    throw invalid(`The specified transitive tag key must be included in the requested tags: ${missing}`);
  const inherited = Object.entries(session?.tags ?? {}).filter(([key]) =>
    handedOn.includes(key.toLowerCase()),
  );
  return {
    tags: record([...inherited, ...Tags.map(({ Key, Value }): [string, string] => [Key, Value])]),
    transitiveTagKeys: [...(session?.transitiveTagKeys ?? []), ...TransitiveTagKeys],
  };
}

/** Condition keys of the request: "IAM and AWS STS condition context keys". */
function contextOf(asked: Asked): Context {
  const { Tags = [], TransitiveTagKeys = [], ExternalId, SourceIdentity } = asked;
  return {
    'sts:RoleSessionName': asked.RoleSessionName,
    ...(ExternalId === undefined ? {} : { 'sts:ExternalId': ExternalId }),
    ...(SourceIdentity === undefined ? {} : { 'sts:SourceIdentity': SourceIdentity }),
    'sts:TransitiveTagKeys': TransitiveTagKeys,
    'aws:TagKeys': Tags.map(({ Key }) => Key),
    ...Object.fromEntries(Tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
  };
}

/** What else a caller does to a role by assuming it with these members. */
const actionsOf = ({ Tags = [], SourceIdentity }: Asked): string[] => [
  'sts:AssumeRole',
  ...(Tags.length === 0 ? [] : ['sts:TagSession']),
  ...(SourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
];

function roleOf({ kernel }: Sts, { RoleArn }: Asked, caller: Caller): Role {
  const role = kernel.roles.role(RoleArn);
  if (role) return role;
  throw new ServiceError(
    'AccessDenied',
    `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn} (there is no such role here)`,
    403,
  );
}

/** A session from a session lasts an hour at most, whatever the role allows: "Role chaining". */
function secondsOf({ DurationSeconds = HOUR }: Asked, { kind }: Caller): number {
  if (kind !== 'assumed-role' || DurationSeconds <= HOUR) return DurationSeconds;
  throw invalid(
    `The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining: ${DurationSeconds}`,
  );
}

export const assumeRole: Operation<Sts> = {
  takes: [
    ...['RoleArn', 'RoleSessionName', 'DurationSeconds', 'ExternalId', 'Policy', 'PolicyArns'],
    ...['Tags', 'TransitiveTagKeys', 'SourceIdentity'],
  ],
  note: 'without MFA and provided contexts, which are refused',
  run: (sts, asked: Asked, { caller }) => {
    const role = roleOf(sts, asked, caller);
    sts.kernel.authorizeAssuming(caller, role, actionsOf(asked), contextOf(asked));
    const sourceIdentity = caller.session?.sourceIdentity ?? asked.SourceIdentity;
    const opened = sts.open(role, asked.RoleSessionName, secondsOf(asked, caller), {
      ...sessionPolicies(sts, asked),
      ...tagsOf(asked, caller),
      ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    });
    return { ...opened, SourceIdentity: sourceIdentity };
  },
};
