import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lintTools } from './lint-tools.ts';
import { resources, stages } from './templates.ts';

interface Statement {
  readonly Action: string | string[];
}
const { Statement: statements } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../cloudformation-policy.json'), 'utf8'),
) as { Statement: Statement[] };
const allowed = statements
  .flatMap(({ Action }) => Action)
  .map((pattern) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`));

/** What handlers ask for because of properties that these templates do not have. */
const NOT_USED: readonly (readonly [RegExp, string])[] = [
  [/^kms:/, 'nothing is encrypted by a key of the account'],
  [/^firehose:/, 'no log group delivers to a stream'],
  [/^s3tables:/, 'no bucket keeps its metadata in tables'],
  [/^(s3files|elasticfilesystem):/, 'no function has a file system'],
  [/^iam:(Get|Put|Delete)(Group|User)Policy$/, 'inline policies are of roles'],
  [/^iam:(Put|Delete)RolePermissionsBoundary$/, 'no role has a boundary'],
  [/^iam:List(Roles|OpenIDConnectProviders)$/, 'a list handler: CloudFormation does not call it'],
  [/^s3:REST\.PUT\.OBJECT$/, 'no action of IAM'],
];

const PERMISSIONS = `
import json, pathlib, sys, cfnlint
types, found = json.load(sys.stdin), {}
for path in (pathlib.Path(cfnlint.__file__).parent / "data/schemas/resources").glob("*.json"):
    schema = json.loads(path.read_text())
    if schema["typeName"] in types:
        handlers = schema.get("handlers", {}).values()
        found.setdefault(schema["typeName"], []).extend(p for h in handlers for p in h.get("permissions", []))
print(json.dumps(found))
`;

/** Permissions that CloudFormation's own schemas name for the types, by type. */
function permissionsOf(types: readonly string[]): Record<string, string[]> {
  const python = join(lintTools(), 'python');
  const { stdout, stderr } = spawnSync(python, ['-c', PERMISSIONS], {
    input: JSON.stringify(types),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, string[]>;
}

test('the policy for CloudFormation has all that the handlers of our resources ask for', {
  timeout: 300_000,
}, () => {
  const assemblies = [...stages, 'github-oidc'];
  const types = [...new Set(assemblies.flatMap((name) => resources(name).map(({ type }) => type)))].filter(
    (type) => type.startsWith('AWS::'),
  );
  const permissions = permissionsOf(types);
  // The CDK's own metadata is no resource.
  expect(types.filter((type) => !permissions[type] && type !== 'AWS::CDK::Metadata')).toEqual([]);
  const asked = [...new Set(Object.values(permissions).flat())].sort();
  const used = asked.filter((action) => !NOT_USED.some(([pattern]) => pattern.test(action)));
  expect(used.length).toBeGreaterThan(150);
  expect(used.filter((action) => !allowed.some((pattern) => pattern.test(action)))).toEqual([]);
  for (const [pattern, because] of NOT_USED)
    expect(
      asked.some((action) => pattern.test(action)),
      because,
    ).toBe(true);
});
