import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestAccount } from '../../../../testing/cloudformation/account.ts';

let account: TestAccount;
beforeEach(async () => {
  account = await TestAccount.start();
});
afterEach(() => account.stop());

const given = (values: Readonly<Record<string, string>>) => ({
  Parameters: Object.entries(values).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  })),
});
const template = (Parameters: object, value: unknown = { Ref: 'P' }) => ({
  Parameters,
  Resources: { T: { Type: 'AWS::SNS::Topic' } },
  Outputs: { Out: { Value: value } },
});
const output = (stack: { Outputs?: { OutputValue?: string }[] }): string | undefined =>
  stack.Outputs?.[0]?.OutputValue;

test('a parameter has the given value, the one of before, or its default', async () => {
  const declared = template({
    P: { Type: 'String', Default: 'none' },
    Other: { Type: 'String', Default: 'a' },
  });
  expect(output(await account.deploy('shop', declared))).toBe('none');
  expect(output(await account.deploy('shop', declared, given({ P: 'mine' })))).toBe('mine');
  const previous = { Parameters: [{ ParameterKey: 'P', UsePreviousValue: true }] };
  const more = { ...declared, Outputs: { ...declared.Outputs, More: { Value: 'x' } } };
  expect(output(await account.deploy('shop', more, previous))).toBe('mine');
  expect(output(await account.deploy('shop', declared))).toBe('none');
});

test('a hidden parameter is told to nobody', async () => {
  const hidden = template({ P: { Type: 'String', NoEcho: true } }, 'x');
  const { Parameters } = await account.deploy('shop', hidden, given({ P: 'secret' }));
  expect(Parameters).toEqual([{ ParameterKey: 'P', ParameterValue: '****' }]);
});

test('a parameter may name an SSM parameter, whose value it has at each deployment, lists too', async () => {
  const ssm = new SSMClient(account.cloud.client);
  const put = (Value: string) =>
    ssm.send(new PutParameterCommand({ Name: '/zones', Value, Type: 'StringList', Overwrite: true }));
  await put('a,b');
  const Type = 'AWS::SSM::Parameter::Value<List<String>>';
  const declared = template({ P: { Type, Default: '/zones' } }, { 'Fn::Join': ['+', { Ref: 'P' }] });
  const stack = await account.deploy('shop', declared);
  expect([output(stack), stack.Parameters]).toEqual([
    'a+b',
    [{ ParameterKey: 'P', ParameterValue: '/zones', ResolvedValue: 'a,b' }],
  ]);
  await put('a,b,c');
  expect(output(await account.deploy('shop', declared))).toBe('a+b+c');
  const referring = template({}, '{{resolve:ssm:/zones}}');
  expect(output(await account.deploy('other', referring))).toBe('a,b,c');
});

describe('what a parameter must not be', () => {
  test.each<readonly [object, Readonly<Record<string, string>>, string]>([
    [{ Type: 'String' }, {}, 'Parameters: [P] must have values'],
    [{ Type: 'String' }, { P: 'a', Q: 'b' }, 'Parameters: [Q] do not exist in the template'],
    [{ Type: 'String', AllowedValues: ['a'] }, { P: 'b' }, "Parameter 'P' must be one of AllowedValues"],
    [{ Type: 'String', AllowedPattern: '[a-z]+' }, { P: 'B' }, "Parameter 'P' must match pattern [a-z]+"],
    [{ Type: 'String', MinLength: 2 }, { P: 'b' }, "Parameter 'P' must contain at least 2 characters"],
    [{ Type: 'String', MaxLength: 2 }, { P: 'bbb' }, "Parameter 'P' must contain at most 2 characters"],
    [{ Type: 'Number' }, { P: 'b' }, "Parameter 'P' must be a number"],
    [{ Type: 'Number', MinValue: 2 }, { P: '1' }, "Parameter 'P' must be a number not less than 2"],
    [{ Type: 'Number', MaxValue: 2 }, { P: '3' }, "Parameter 'P' must be a number not greater than 2"],
    [
      { Type: 'String', MaxLength: 2, ConstraintDescription: 'short' },
      { P: 'bbb' },
      'Parameter P failed to satisfy constraint: short',
    ],
    [
      { Type: 'AWS::SSM::Parameter::Value<String>' },
      { P: '/none' },
      'Unable to fetch parameters [/none] from parameter store for this account.',
    ],
  ])('%j with %j', async (declared, values, message) => {
    await expect(account.changeSet('shop', template({ P: declared }), given(values))).rejects.toThrow(
      message,
    );
  });

  test('one of before, of a stack that had none', async () => {
    const previous = { Parameters: [{ ParameterKey: 'P', UsePreviousValue: true }] };
    await expect(account.changeSet('shop', template({ P: { Type: 'String' } }), previous)).rejects.toThrow(
      'Cannot specify usePreviousValue as true for a parameter key not in the previous template',
    );
  });
});

test('conditions, mappings and pseudo parameters are those of the deployment', async () => {
  const conditional = {
    Parameters: { Big: { Type: 'String', Default: 'no' } },
    Conditions: { IsBig: { 'Fn::Equals': [{ Ref: 'Big' }, 'yes'] } },
    Mappings: { Days: { big: { days: '30' } } },
    Resources: {
      T: { Type: 'AWS::SNS::Topic' },
      Q: { Type: 'AWS::SQS::Queue', Condition: 'IsBig' },
    },
    Outputs: {
      Id: { Value: { Ref: 'AWS::StackId' } },
      Days: { Value: { 'Fn::FindInMap': ['Days', 'big', 'days'] }, Condition: 'IsBig' },
    },
  };
  const small = await account.deploy('shop', conditional);
  expect(small.Outputs).toEqual([{ OutputKey: 'Id', OutputValue: small.StackId }]);
  const big = await account.deploy('shop', conditional, given({ Big: 'yes' }));
  expect(big.Outputs?.[1]).toEqual({ OutputKey: 'Days', OutputValue: '30' });
  await account.deploy('shop', conditional, given({ Big: 'no' }));
  expect((await account.events('shop')).filter((event) => event.startsWith('Q'))).toEqual([
    'Q CREATE_IN_PROGRESS',
    'Q CREATE_IN_PROGRESS (Resource creation Initiated)',
    'Q CREATE_COMPLETE',
    'Q DELETE_IN_PROGRESS',
    'Q DELETE_COMPLETE',
  ]);
});
