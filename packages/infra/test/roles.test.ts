import { describe, expect, test } from 'vitest';
import { resources, stages } from './templates.ts';

type Statement = {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, Record<string, string>>;
  Principal?: { Service?: string | string[] };
};

const roles = (assembly: string) => resources(assembly, 'AWS::IAM::Role');
const own = (assembly: string) => roles(assembly).filter(({ properties }) => properties.RoleName);
const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

// Who may be what. A role that is not here, or another principal, needs a review first.
const TRUSTED: Readonly<Record<string, readonly string[]>> = {
  copy: ['redshift-serverless.amazonaws.com', 'redshift.amazonaws.com'],
  ingest: ['glue.amazonaws.com'],
  transform: ['glue.amazonaws.com'],
  load: ['glue.amazonaws.com'],
  'check-source': ['lambda.amazonaws.com'],
  'write-passport': ['lambda.amazonaws.com'],
  pipeline: ['states.amazonaws.com'],
  trigger: ['lambda.amazonaws.com'],
  scheduler: ['scheduler.amazonaws.com'],
};

// Custom resources of the CDK have roles with names of CloudFormation's making.
const PROVIDERS = ['CustomCDKBucketDeployment', 'CustomS3AutoDeleteObjects'];

const trustOf = (properties: { AssumeRolePolicyDocument: { Statement: Statement[] } }) =>
  properties.AssumeRolePolicyDocument.Statement;

describe.each(stages)('roles of stage %s', (stage) => {
  test('are trusted to the services of the reviewed list, acting for this account', () => {
    const trusted = Object.fromEntries(
      own(stage).map(({ properties }) => [
        properties.RoleName.replace(`tlc-${stage}-`, ''),
        trustOf(properties).flatMap(({ Principal }) => list(Principal?.Service)),
      ]),
    );
    expect(trusted).toEqual(TRUSTED);
    const account = stage === 'local' ? '000000000000' : '123456789012';
    for (const { properties } of own(stage))
      for (const { Condition, Principal } of trustOf(properties)) {
        const documented = /states|scheduler/.test(String(Principal?.Service));
        expect(Condition).toEqual({
          [documented ? 'StringEquals' : 'StringEqualsIfExists']: { 'aws:SourceAccount': account },
        });
      }
  });

  test("else there are only the CDK's own", () => {
    const others = roles(stage).filter(({ properties }) => !properties.RoleName);
    for (const { logicalId, properties } of others) {
      expect(PROVIDERS.filter((name) => logicalId.startsWith(name))).toHaveLength(1);
      expect(trustOf(properties).map(({ Principal }) => Principal?.Service)).toEqual([
        'lambda.amazonaws.com',
      ]);
    }
  });

  test('run statements in the workgroup of their own stage alone', () => {
    const asking = own(stage)
      .flatMap(({ properties }) => properties.Policies)
      .flatMap(
        ({ PolicyDocument }: { PolicyDocument: { Statement: Statement[] } }) => PolicyDocument.Statement,
      )
      .filter(({ Action }) => list(Action).includes('redshift-serverless:GetCredentials'));
    expect(asking).toHaveLength(1); // LoadRedshift's alone
    for (const { Condition } of asking)
      expect(Condition).toEqual({ StringEquals: { 'aws:ResourceTag/stage': stage } });
    const [workgroup] = resources(stage, 'AWS::RedshiftServerless::Workgroup');
    expect(workgroup?.properties.Tags).toContainEqual({ Key: 'stage', Value: stage });
  });

  test('name an action, never a wildcard of actions', () => {
    const actions = own(stage).flatMap(({ properties }) =>
      properties.Policies.flatMap(({ PolicyDocument }: { PolicyDocument: { Statement: Statement[] } }) =>
        PolicyDocument.Statement.flatMap(({ Action }) => list(Action)),
      ),
    );
    expect(actions.filter((action: string) => action.includes('*'))).toEqual([]);
    expect(actions.length).toBeGreaterThan(40);
  });

  test('have no resource `*` but where AWS knows none', () => {
    const wide = own(stage).flatMap(({ properties }) =>
      properties.Policies.flatMap(({ PolicyDocument }: { PolicyDocument: { Statement: Statement[] } }) =>
        PolicyDocument.Statement.filter(({ Resource }) => list(Resource).includes('*')).map(
          ({ Action, Condition }) =>
            `${properties.RoleName.replace(`tlc-${stage}-`, '')}: ${list(Action).join(' ')}${Condition ? ` if ${Object.keys(Object.values(Condition)[0] ?? {})}` : ''}`,
        ),
      ),
    );
    const statements =
      'redshift-data:DescribeStatement redshift-data:GetStatementResult if redshift-data:statement-owner-iam-userid';
    expect(wide.sort()).toEqual(
      [
        `load: ${statements}`,
        'pipeline: logs:CreateLogDelivery logs:DeleteLogDelivery logs:DescribeLogGroups logs:DescribeResourcePolicies logs:GetLogDelivery logs:ListLogDeliveries logs:PutResourcePolicy logs:UpdateLogDelivery xray:GetSamplingRules xray:GetSamplingTargets xray:PutTelemetryRecords xray:PutTraceSegments',
        ...(stage === 'local' ? [] : ['transform: cloudwatch:PutMetricData if cloudwatch:namespace']),
      ].sort(),
    );
  });

  test.each([
    ['ingest', ['raw', 'scripts']],
    ['transform', ['processed', 'raw', 'scripts']],
    ['load', ['processed', 'raw', 'scripts']],
    ['copy', ['processed']],
    ['trigger', ['processed']],
    ['check-source', ['processed', 'raw']],
    ['write-passport', ['processed', 'raw']],
    ['pipeline', []],
    ['scheduler', []],
  ])('%s reaches the buckets %j and no other', (name, wanted) => {
    const role = own(stage).find(({ properties }) => properties.RoleName === `tlc-${stage}-${name}`);
    const text = JSON.stringify(role?.properties.Policies);
    const reached = new Set(
      [...text.matchAll(/arn:aws:s3:::tlc-\w+-([a-z-]+)-\d{12}/g)].map(([, kind]) => kind),
    );
    expect([...reached].sort()).toEqual(wanted);
  });

  test.each(['ingest', 'transform', 'load'])(
    "%s may list the scripts bucket and read its objects, as AWS's own role for Glue",
    (name) => {
      const role = own(stage).find(({ properties }) => properties.RoleName === `tlc-${stage}-${name}`);
      const statements: Statement[] = role?.properties.Policies.flatMap(
        ({ PolicyDocument }: { PolicyDocument: { Statement: Statement[] } }) => PolicyDocument.Statement,
      );
      const actions = statements
        .filter(({ Resource }) => /-scripts-\d{12}/.test(JSON.stringify(Resource)))
        .flatMap(({ Action }) => list(Action));
      expect(actions).toEqual(['s3:GetObject', 's3:ListBucket']);
    },
  );
});
