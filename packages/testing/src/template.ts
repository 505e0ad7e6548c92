import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: object }>>;

/** A role that may do everything: what a role may do is proved on the real templates. */
export const role = (service: string): Resources[string] => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: `test-${service.split('.')[0]}`,
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      { PolicyName: 'all', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } },
    ],
  },
});

/** Writes a template of these resources; a function's `Code: 'code'` is the folder `code` beside it. */
export function writeTemplate(assembly: string, resources: Resources, code?: string): void {
  mkdirSync(assembly);
  writeFileSync(join(assembly, 'test.template.json'), JSON.stringify({ Resources: resources }));
  // As the CDK does: within the assembly no package.json says which kind of module a bundle is.
  if (code !== undefined) cpSync(code, join(assembly, 'code'), { recursive: true });
}
