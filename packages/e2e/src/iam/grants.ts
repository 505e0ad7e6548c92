import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
}
interface Template {
  Resources: Record<string, { Type: string; Properties: RoleProperties }>;
}
interface RoleProperties {
  RoleName?: string;
  AssumeRolePolicyDocument: { Statement: TrustStatement[] };
  Policies?: { PolicyName: string; PolicyDocument: { Statement: Statement[] } }[];
}
export interface TrustStatement {
  Principal: { Service: string };
  Condition?: Record<string, Record<string, string>>;
}

/** One action that one statement allows one role. */
export interface Grant {
  /** Without the stage: `ingest`. */
  readonly role: string;
  readonly action: string;
  /** Place of the statement among the role's, as `pnpm local iam` names it. */
  readonly statement: string;
  /** What the statement's resources are about, to tell two grants of one action apart. */
  readonly on: string;
}

const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);
const templatesOf = (assembly: string): string[] =>
  readdirSync(assembly).filter((file) => file.endsWith('.template.json'));
const read = (path: string): Template => JSON.parse(readFileSync(path, 'utf8')) as Template;

/** Roles with names of their own: those that the stage runs with. The CDK's custom resources have others. */
export function namedRoles(template: Template): RoleProperties[] {
  return Object.values(template.Resources)
    .filter(({ Type, Properties }) => Type === 'AWS::IAM::Role' && Properties.RoleName !== undefined)
    .map(({ Properties }) => Properties);
}

const shortRole = (name = ''): string => name.replace(/^tlc-[a-z]+-/, '');

/** `scripts` of `arn:aws:s3:::tlc-local-scripts-000000000000-us-east-1/*`; else nothing. */
const bucketsOf = (resource: unknown): string =>
  [
    ...new Set(
      [...JSON.stringify(resource).matchAll(/tlc-[a-z]+-([a-z-]+)-\d{12}/g)].map(([, kind]) => kind),
    ),
  ].join(', ');

/** Every role × action × statement of an assembly. */
export function grantsOf(assembly: string): Grant[] {
  return templatesOf(assembly).flatMap((file) =>
    namedRoles(read(join(assembly, file))).flatMap(({ RoleName, Policies = [] }) =>
      Policies.flatMap(({ PolicyDocument }) =>
        PolicyDocument.Statement.flatMap(({ Action, Resource }, index) =>
          list(Action).map((action) => ({
            role: shortRole(RoleName),
            action,
            statement: `statement ${index}`,
            on: bucketsOf(Resource),
          })),
        ),
      ),
    ),
  );
}

/** Changes the template that holds a role; gives the file's name and its new text. */
export function editRole(
  assembly: string,
  role: string,
  edit: (properties: RoleProperties) => void,
): { file: string; text: string } {
  for (const file of templatesOf(assembly)) {
    const template = read(join(assembly, file));
    const found = namedRoles(template).find(({ RoleName }) => shortRole(RoleName) === role);
    if (!found) continue;
    edit(found);
    return { file, text: JSON.stringify(template, null, 1) };
  }
  throw new Error(`the assembly ${assembly} has no role ${role}`);
}

/** Takes one action out of one statement; the statement goes with its last action. */
export function without({ action, statement }: Grant): (properties: RoleProperties) => void {
  return ({ Policies = [] }) => {
    for (const { PolicyDocument } of Policies) {
      const at = PolicyDocument.Statement.findIndex((_, index) => `statement ${index}` === statement);
      const found = PolicyDocument.Statement[at];
      if (!found || !list(found.Action).includes(action)) throw new Error(`${statement} has no ${action}`);
      found.Action = list(found.Action).filter((one) => one !== action);
      if (found.Action.length === 0) PolicyDocument.Statement.splice(at, 1);
    }
  };
}

/** The role is trusted to another service than before. */
export const distrusting = ({ AssumeRolePolicyDocument }: RoleProperties): void => {
  for (const { Principal } of AssumeRolePolicyDocument.Statement) Principal.Service = 'ec2.amazonaws.com';
};

/** The role is trusted to its services when they act for another account. */
export const forAnotherAccount = ({ AssumeRolePolicyDocument }: RoleProperties): void => {
  for (const { Condition = {} } of AssumeRolePolicyDocument.Statement)
    for (const wanted of Object.values(Condition)) wanted['aws:SourceAccount'] = '999999999999';
};
