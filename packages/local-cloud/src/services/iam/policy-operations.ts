import type {
  CreatePolicyRequest,
  DeletePolicyRequest,
  GetPolicyRequest,
  GetPolicyVersionRequest,
  ListPoliciesRequest,
} from '@aws-sdk/client-iam';
import type { Call, Shape } from '../../aws/call.ts';
import { NotSupported, ServiceError } from '../../aws/errors.ts';
import { MANAGED_BY_AWS } from '../../identity/managed-policies.ts';
import type { Policy } from '../../identity/role.ts';
import { uniqueId } from '../../identity/unique-id.ts';
import type { Input, Operation } from '../../kernel/service.ts';
import { encoded, type Iam, listed, noSuchEntity } from './iam.ts';

const VERSION = 'v1';
const ownPath = (arn: string): string => arn.replace(/^.*?:policy(\/.*\/|\/)[^/]*$/, '$1');

/** How many roles have it attached, and how many as their boundary. */
function usesOf({ roles }: Iam, arn: string): { attached: number; bounding: number } {
  const all = roles.all();
  return {
    attached: all.filter(({ policies }) => policies.some((one) => one.arn === arn)).length,
    bounding: all.filter(({ boundary }) => boundary?.arn === arn).length,
  };
}

function told(iam: Iam, { name, arn = '' }: Policy): Shape {
  const { attached, bounding } = usesOf(iam, arn);
  return {
    PolicyName: name,
    PolicyId: uniqueId('ANPA', arn),
    Arn: arn,
    Path: ownPath(arn),
    DefaultVersionId: VERSION,
    AttachmentCount: attached,
    PermissionsBoundaryUsageCount: bounding,
    IsAttachable: true,
    CreateDate: iam.startedAt,
    UpdateDate: iam.startedAt,
  };
}

function policyOf(iam: Iam, arn: string, call: Call): Policy {
  iam.authorize(call, arn);
  const policy = iam.roles.managedPolicy(arn);
  if (policy) return policy;
  throw noSuchEntity(`Policy ${arn} was not found.`);
}

/** A document as a client sends it; throws MalformedPolicyDocument. */
function parsed(text: string): object {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === 'object' && document !== null && 'Statement' in document) return document;
  } catch {
    // It is told below.
  }
  throw new ServiceError(
    'MalformedPolicyDocument',
    `Syntax errors in policy: no JSON object with a Statement begins with ${text.slice(0, 40)}`,
  );
}

export const policyOperations: Readonly<Record<string, Operation<Iam>>> = {
  GetPolicy: {
    takes: ['PolicyArn'],
    run: (iam, { PolicyArn }: Input<GetPolicyRequest>, call) => ({
      Policy: told(iam, policyOf(iam, PolicyArn, call)),
    }),
  },
  GetPolicyVersion: {
    takes: ['PolicyArn', 'VersionId'],
    run: (iam, { PolicyArn, VersionId }: Input<GetPolicyVersionRequest>, call) => {
      const { document } = policyOf(iam, PolicyArn, call);
      if (VersionId !== VERSION)
        throw noSuchEntity(`Policy ${PolicyArn} version ${VersionId} does not exist or is not attachable.`);
      const version = { Document: encoded(document), VersionId, IsDefaultVersion: true };
      return { PolicyVersion: { ...version, CreateDate: iam.startedAt } };
    },
  },
  ListPolicies: {
    takes: ['Scope', 'OnlyAttached', 'PathPrefix', 'Marker', 'MaxItems'],
    run: (iam, asked: Input<ListPoliciesRequest>, call) => {
      const { Scope = 'All', OnlyAttached = false, PathPrefix = '/' } = asked;
      iam.authorize(call, '*');
      const local = iam.roles.ofType('AWS::IAM::ManagedPolicy').map(({ arn = '' }) => arn);
      const arns = [...(Scope === 'AWS' ? [] : local), ...(Scope === 'Local' ? [] : MANAGED_BY_AWS)];
      const policies = arns
        .filter((arn) => ownPath(arn).startsWith(PathPrefix))
        .filter((arn) => !OnlyAttached || usesOf(iam, arn).attached > 0)
        .flatMap((arn) => iam.roles.managedPolicy(arn) ?? []);
      return listed(
        'Policies',
        policies.map((policy) => told(iam, policy)),
        asked,
      );
    },
  },
  CreatePolicy: {
    takes: ['PolicyName', 'Path', 'PolicyDocument', 'Description'],
    run: (iam, asked: Input<CreatePolicyRequest>, call) => {
      const { PolicyName, Path = '/', PolicyDocument, Description } = asked;
      const arn = iam.arnOf(`policy${Path}${PolicyName}`);
      iam.authorize(call, arn);
      const properties = { ManagedPolicyName: PolicyName, Path, Description };
      const document = parsed(PolicyDocument);
      iam.make('AWS::IAM::ManagedPolicy', arn, arn, { ...properties, PolicyDocument: document });
      return { Policy: told(iam, policyOf(iam, arn, call)) };
    },
  },
  DeletePolicy: {
    takes: ['PolicyArn'],
    note: 'of a policy that a client created; that of a stack goes with its stack',
    run: (iam, { PolicyArn }: Input<DeletePolicyRequest>, call) => {
      policyOf(iam, PolicyArn, call);
      if (!iam.isMade(PolicyArn)) throw new NotSupported(`DeletePolicy of ${PolicyArn}, which a stack has,`);
      const { attached, bounding } = usesOf(iam, PolicyArn);
      if (attached + bounding > 0)
        throw new ServiceError('DeleteConflict', 'Cannot delete a policy attached to entities.', 409);
      iam.remove(PolicyArn);
      return {};
    },
  },
};
