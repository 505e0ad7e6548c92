import type { Resource } from '../assembly/assembly.ts';
import { record } from '../aws/record.ts';
import { checkStatements } from './check-policy.ts';
import { managedByAws } from './managed-policies.ts';
import { list, type PolicyDocument, type Sourced, sourced } from './policy.ts';
import { trustStatements } from './principals.ts';
import { uniqueId } from './unique-id.ts';

/** A policy of a role: attached where it has an ARN, else inline. */
export interface Policy {
  readonly name: string;
  readonly arn?: string;
  readonly document: PolicyDocument;
}

/** A role with every statement of its policies. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  /** `AROA…`. */
  readonly id: string;
  readonly path: string;
  readonly description: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly maxSessionSeconds: number;
  readonly trust: PolicyDocument;
  readonly policies: readonly Policy[];
  readonly statements: readonly Sourced[];
  readonly boundary: { readonly arn: string; readonly statements: readonly Sourced[] } | undefined;
}

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const tagsOf = (tags: unknown): Readonly<Record<string, string>> =>
  record(list(tags as { Key: string; Value: unknown }[]).map(({ Key, Value }) => [Key, String(Value)]));
/** Where a resource stands; one that a client made is named by itself. */
const place = ({ stackName, logicalId }: Resource): string =>
  stackName === '' ? logicalId : `${stackName}/${logicalId}`;
/** A policy as its resource has it. */
export const policyOf = ({ type, arn, properties, physicalId }: Resource): Policy => ({
  name: String(properties.PolicyName ?? physicalId.replace(/^.*\//, '')),
  ...(type === 'AWS::IAM::ManagedPolicy' && arn !== undefined ? { arn } : {}),
  document: properties.PolicyDocument as PolicyDocument,
});

/** Resources of one type that the stacks hold now. */
export type OfType = (type: string) => readonly Resource[];

/** AWS::IAM::Policy and AWS::IAM::ManagedPolicy resources that name the role. */
const attached = (ofType: OfType, role: Resource): Policy[] =>
  [...ofType('AWS::IAM::Policy'), ...ofType('AWS::IAM::ManagedPolicy')]
    .filter(({ properties }) => strings(properties.Roles).includes(role.physicalId))
    .map(policyOf);

function managed(ofType: OfType, role: Resource, arn: string): Policy {
  const own = ofType('AWS::IAM::ManagedPolicy').find((policy) => policy.arn === arn);
  if (own) return policyOf(own);
  const aws = managedByAws(arn);
  if (aws) return { name: arn.replace(/^.*\//, ''), arn, document: aws };
  throw new Error(
    arn.startsWith('arn:aws:iam::aws:')
      ? `${place(role)}: the local cloud does not know the managed policy ${arn}; write the statements into the role`
      : `${place(role)}: Policy ${arn} does not exist or is not attachable.`,
  );
}

const statementsOf = (policies: readonly Policy[]): Sourced[] =>
  policies.flatMap(({ name, document }) => sourced(name, document));

/** Of one ARN once, however often it is attached: by the role, and by the policy itself. */
const distinct = (policies: readonly Policy[]): Policy[] =>
  policies.filter(({ arn }, at) => arn === undefined || at === policies.findIndex((one) => one.arn === arn));

function policiesOf(ofType: OfType, resource: Resource): Policy[] {
  const { Policies, ManagedPolicyArns } = resource.properties;
  const inline = list(Policies as { PolicyName: string; PolicyDocument: PolicyDocument }[] | undefined);
  return distinct([
    ...inline.map(({ PolicyName, PolicyDocument }) => ({ name: PolicyName, document: PolicyDocument })),
    ...attached(ofType, resource),
    ...strings(ManagedPolicyArns).map((arn) => managed(ofType, resource, arn)),
  ]);
}

function boundaryOf(ofType: OfType, resource: Resource): Role['boundary'] {
  const { PermissionsBoundary } = resource.properties;
  if (PermissionsBoundary === undefined) return undefined;
  const arn = String(PermissionsBoundary);
  return { arn, statements: statementsOf([managed(ofType, resource, arn)]) };
}

/** An hour, unless the role says otherwise: "Update the maximum session duration for a role", IAM user guide. */
const SESSION_SECONDS = 3600;

/** Throws, naming role and property, on what the local cloud does not evaluate. */
export function roleOf(ofType: OfType, resource: Resource): Role {
  const { properties, arn = '' } = resource;
  const policies = policiesOf(ofType, resource);
  const role: Role = {
    name: resource.physicalId,
    arn,
    id: uniqueId('AROA', arn),
    path: String(properties.Path ?? '/'),
    description: properties.Description === undefined ? undefined : String(properties.Description),
    tags: tagsOf(properties.Tags),
    maxSessionSeconds: Number(properties.MaxSessionDuration ?? SESSION_SECONDS),
    trust: properties.AssumeRolePolicyDocument as PolicyDocument,
    policies,
    statements: statementsOf(policies),
    boundary: boundaryOf(ofType, resource),
  };
  for (const checked of [role.statements, role.boundary?.statements ?? [], trustStatements(role.trust)])
    checkStatements(checked, place(resource));
  return role;
}
