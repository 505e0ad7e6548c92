import { rmSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { folderWith } from '../../testing/template-cloud.ts';
import { loadAssembly } from '../cloud.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const load = (files: Record<string, string>, parameters?: Record<string, string>) => {
  const folder = folderWith(files);
  folders.push(folder);
  return loadAssembly(folder, 'http://127.0.0.1:4666', parameters);
};
const loadJson = (template: unknown, parameters?: Record<string, string>) =>
  load({ 'stack.json': JSON.stringify(template) }, parameters);
const bucket = (properties: unknown) => ({
  Resources: { B: { Type: 'AWS::S3::Bucket', Properties: properties } },
});

describe('a template in YAML', () => {
  const yaml = `
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Prefix: { Type: String, Default: acme }
  Zones: { Type: CommaDelimitedList, Default: "a, b" }
Conditions:
  Big: !Not [!Equals [!Ref Prefix, acme]]
  Both: !And [!Condition Big, !Equals [!Ref "AWS::Region", us-east-1]]
Mappings:
  Sizes: { small: { days: 7 } }
Resources:
  Raw:
    Type: AWS::S3::Bucket
    Properties: { BucketName: !Sub "\${Prefix}-raw-\${AWS::AccountId}" }
  Names:
    Type: AWS::SSM::Parameter
    Properties:
      Name: !Join ["/", ["", !Ref Prefix, names]]
      Type: String
      Value: !Sub
        - "\${Raw.Arn} \${zone} \${!literal}"
        - zone: !Select [1, !Ref Zones]
  Logs:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: !If [Big, big, !Ref "AWS::NoValue"]
      RetentionInDays: !FindInMap [Sizes, small, days]
  Absent: { Type: "AWS::SNS::Topic", Condition: Both }
Outputs:
  Where: { Value: !GetAtt Raw.Arn }
`;

  test('resolves the short forms of functions, parameters, conditions and mappings', () => {
    const { resources, stacks } = load({ 'pipeline.yaml': yaml });
    expect(resources.map(({ physicalId, properties }) => [physicalId, properties])).toEqual([
      ['acme-raw-000000000000', { BucketName: 'acme-raw-000000000000' }],
      [
        '/acme/names',
        { Name: '/acme/names', Type: 'String', Value: 'arn:aws:s3:::acme-raw-000000000000 b ${literal}' },
      ],
      ['pipeline-Logs', { RetentionInDays: 7 }],
    ]);
    expect(stacks).toEqual([
      { name: 'pipeline', outputs: { Where: 'arn:aws:s3:::acme-raw-000000000000' }, template: yaml },
    ]);
  });

  test.each(['yaml', 'json'])('keeps numbers as they are written: %s', (kind) => {
    const written = ['1.10', '9007199254740993', '1E400', '-0.0', '4.0', '7'];
    const parameters = written.map(
      (Value, index) => `"P${index}": {"Type": "AWS::SSM::Parameter", "Properties": {
      "Name": "/p/${index}", "Type": "String", "Value": ${Value}}}`,
    );
    const template = `{"Resources": {${parameters.join(',')}}, "Outputs": {"All": {"Value":
      {"Fn::Join": [",", [${written.join(', ')}]]}}}}`;
    // YAML knows JSON's own form as well; what is before it keeps the reader from taking it for JSON.
    const { resources, stacks } = load({
      [`numbers.${kind}`]: kind === 'yaml' ? `---\n${template}` : template,
    });
    expect(resources.map(({ properties }) => String(properties.Value))).toEqual(written);
    expect(resources.map(({ properties }) => Number(properties.Value))).toEqual(written.map(Number));
    expect(stacks[0]?.outputs).toEqual({ All: written.join(',') });
  });

  test.each(['012345678901', '0x1F', '0o17', '+1', '.5', '1.', '.inf', '-.INF', '.NaN'])(
    'refuses %s, which is a number to YAML alone',
    (number) => {
      const template = `Resources: { P: { Type: "AWS::SSM::Parameter", Properties: { Type: String, Value: ${number} } } }`;
      expect(() => load({ 'numbers.yaml': template })).toThrow(
        `numbers.yaml: ${number} is a number to YAML, and not written as JSON has them: write it in quotes, '${number}'`,
      );
      const quoted = template.replace(number, `'${number}'`);
      expect(load({ 'numbers.yaml': quoted }).resources[0]?.properties.Value).toBe(number);
    },
  );

  test('compares a parameter with a number as CloudFormation does, by their texts', () => {
    const template = `
Parameters: { Size: { Type: Number, Default: 3 } }
Conditions: { Three: !Equals [!Ref Size, 3] }
Resources: { T: { Type: "AWS::SNS::Topic", Condition: Three } }
`;
    const given = ['3', '4'].map((Size) => load({ 'size.yaml': template }, { Size }).resources.length);
    expect([load({ 'size.yaml': template }).resources.length, ...given]).toEqual([1, 1, 0]);
  });

  test('takes values for its parameters, by which its conditions change', () => {
    const { resources } = load({ 'pipeline.yaml': yaml }, { Prefix: 'other' });
    expect(resources.map(({ physicalId }) => physicalId)).toEqual([
      'other-raw-000000000000',
      '/other/names',
      'big',
      'arn:aws:sns:us-east-1:000000000000:pipeline-Absent',
    ]);
  });

  test('refuses a parameter that no template has', () => {
    expect(() => load({ 'pipeline.yaml': yaml }, { Prefx: 'x' })).toThrow(
      'no template has the parameter Prefx; there are: Prefix, Zones',
    );
  });
});

describe('what is not understood is refused by logical id, type and property', () => {
  const cases: [string, unknown, string][] = [
    [
      'a resource type',
      { Resources: { Stream: { Type: 'AWS::Kinesis::Stream' } } },
      'stack: Resources.Stream: resource type AWS::Kinesis::Stream is not supported by the local cloud (see docs/local-cloud.md)',
    ],
    [
      'a property that changes behaviour',
      bucket({ NotificationConfiguration: {} }),
      'stack: Resources.B.Properties.NotificationConfiguration: the property NotificationConfiguration of AWS::S3::Bucket is not supported by the local cloud (see docs/local-cloud.md)',
    ],
    [
      'a misspelt property',
      bucket({ BucketNme: 'x' }),
      'stack: Resources.B.Properties.BucketNme: the property BucketNme of AWS::S3::Bucket is not supported by the local cloud (see docs/local-cloud.md)',
    ],
    [
      'a macro',
      { Transform: 'AWS::Serverless-2016-10-31', ...bucket({}) },
      'stack: Transform: the section Transform is not supported by the local cloud (see docs/local-cloud.md)',
    ],
    [
      'a function',
      bucket({ BucketName: { 'Fn::Cidr': ['10.0.0.0/16', 1, 8] } }),
      'stack: Resources.B.Properties.BucketName: Fn::Cidr is not supported by the local cloud (see docs/local-cloud.md)',
    ],
    [
      'a reference to nothing',
      bucket({ BucketName: { Ref: 'Nothing' } }),
      'stack: Resources.B.Properties.BucketName.Ref: there is no resource or parameter Nothing',
    ],
    [
      'a name that depends on itself',
      bucket({ BucketName: { 'Fn::Sub': '${B}-x' } }),
      'stack: Resources.B.Properties.BucketName.Fn::Sub: circular dependency: the name of B depends on itself',
    ],
    [
      'a parameter without a value',
      { Parameters: { P: { Type: 'String' } }, ...bucket({ BucketName: { Ref: 'P' } }) },
      'stack: Parameters.P: it has no default: start the local cloud with `--parameter P=VALUE`',
    ],
    [
      'an attribute of a resource',
      { Resources: { B: { Type: 'AWS::S3::Bucket', CreationPolicy: {} } } },
      'stack: Resources.B.CreationPolicy: the attribute CreationPolicy is not supported by the local cloud (see docs/local-cloud.md)',
    ],
    [
      'two resources of one name',
      {
        Resources: {
          A: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'same' } },
          B: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'same' } },
        },
      },
      'stack/B and stack/A are both arn:aws:s3:::same',
    ],
    [
      'a local path that leads nowhere',
      {
        Resources: {
          J: { Type: 'AWS::Glue::Job', Properties: { Command: { ScriptLocation: './none.py' } } },
        },
      },
      'stack: Resources.J.Properties.Command.ScriptLocation: ./none.py is neither an s3:// address nor a file below',
    ],
  ];
  test.each(cases)('%s', (_, template, message) => {
    expect(() => loadJson(template)).toThrow(message);
  });

  test('a YAML tag that is not CloudFormation’s, with its place', () => {
    expect(() => load({ 't.yml': 'Resources:\n  A: !Foo b\n' })).toThrow(
      /t\.yml: Unresolved tag: !Foo at line 2/,
    );
  });

  test('a folder without a template', () => {
    expect(() => load({ 'definition.json': '{"StartAt":"A"}' })).toThrow(
      /holds neither a manifest\.json of the CDK nor a CloudFormation template/,
    );
  });
});

test('inert properties are accepted, and a script beside the template becomes an object of the artifacts bucket', () => {
  const assembly = load({
    'stack.json': JSON.stringify({
      Resources: {
        B: { Type: 'AWS::S3::Bucket', Properties: { BucketEncryption: {}, Tags: [] } },
        J: {
          Type: 'AWS::Glue::Job',
          Properties: { Command: { Name: 'pythonshell', ScriptLocation: 'jobs/a.py' } },
        },
      },
    }),
    'jobs/a.py': 'print(1)',
  });
  const commands = assembly.ofType('AWS::Glue::Job').map(({ properties }) => properties.Command);
  const [{ ScriptLocation: location = '' } = {}] = commands as { ScriptLocation?: string }[];
  expect(location).toMatch(/^s3:\/\/local-cloud-artifacts-000000000000-us-east-1\/[0-9a-f]{32}\/a\.py$/);
  const [, , bucketName = '', ...key] = location.split('/');
  expect(assembly.assetPath(bucketName, key.join('/'))).toMatch(/jobs\/a\.py$/);
});
