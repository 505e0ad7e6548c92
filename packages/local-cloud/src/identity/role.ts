import type { Resource } from '../assembly/assembly.ts';
import { checkStatements } from './check-policy.ts';
import { managedByAws } from './managed-policies.ts';
import { list, type PolicyDocument, type Sourced, sourced } from './policy.ts';

/** A role with every statement of its policies. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly trust: PolicyDocument;
  /** Names of its policies, for a message that says where a permission is missing. */
  readonly policies: readonly string[];
  readonly statements: readonly Sourced[];
}

interface Policy {
  readonly name: string;
  readonly document: PolicyDocument;
}

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const place = ({ stackName, logicalId }: Resource): string => `${stackName}/${logicalId}`;
const policyOf = ({ properties, logicalId }: Resource): Policy => ({
  name: String(properties.PolicyName ?? properties.ManagedPolicyName ?? logicalId),
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
  if (aws) return { name: arn.replace(/^.*:policy\//, ''), document: aws };
  throw new Error(
    `${place(role)}: the local cloud does not know the managed policy ${arn}; write the statements into the role`,
  );
}

/** Throws, naming role and property, on what the local cloud does not evaluate. */
export function roleOf(ofType: OfType, resource: Resource): Role {
  const { properties } = resource;
  if (properties.PermissionsBoundary !== undefined)
    throw new Error(`${place(resource)}: PermissionsBoundary is not supported by the local cloud`);
  const inline = list(
    properties.Policies as { PolicyName: string; PolicyDocument: PolicyDocument }[] | undefined,
  );
  const policies = [
    ...inline.map(({ PolicyName, PolicyDocument }) => ({ name: PolicyName, document: PolicyDocument })),
    ...attached(ofType, resource),
    ...strings(properties.ManagedPolicyArns).map((arn) => managed(ofType, resource, arn)),
  ];
  const statements = policies.flatMap(({ name, document }) => sourced(name, document));
  const trust = properties.AssumeRolePolicyDocument as PolicyDocument;
  checkStatements(statements, place(resource));
  checkStatements(sourced('AssumeRolePolicyDocument', trust), place(resource));
  return {
    name: resource.physicalId,
    arn: resource.arn ?? '',
    trust,
    policies: policies.map(({ name }) => name),
    statements,
  };
}
