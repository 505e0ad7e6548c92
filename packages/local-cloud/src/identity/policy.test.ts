import fc from 'fast-check';
import { afterEach, describe, expect, it, test } from 'vitest';
import { checkStatements } from './check-policy.ts';
import { conditionsHold } from './conditions.ts';
import { like, substitute } from './matching.ts';
import { decide, type PolicyDocument, type Statement, sourced } from './policy.ts';
import { trusts } from './principals.ts';

const allow = (more: Partial<Statement>): Statement => ({
  Effect: 'Allow',
  Action: '*',
  Resource: '*',
  ...more,
});
const deny = (more: Partial<Statement>): Statement => ({ ...allow(more), Effect: 'Deny' });
const ask = (
  statements: Statement[],
  action = 's3:GetObject',
  resource = 'arn:aws:s3:::b/a/k',
  context = {},
): string => {
  const { outcome, by } = decide(sourced('p', { Statement: statements }), { action, resource, context });
  return by ? `${outcome} by ${by.id}` : outcome;
};

describe('a policy', () => {
  const table: [string, Statement[], string][] = [
    ['nothing is allowed by nothing', [], 'implicitly denied'],
    ['a wildcard action fits', [allow({ Action: 's3:Get*' })], 'allowed by statement 0'],
    [
      'actions are read without regard to case',
      [allow({ Action: 'S3:getobject' })],
      'allowed by statement 0',
    ],
    ['? stands for one character', [allow({ Action: 's3:?etObject' })], 'allowed by statement 0'],
    ['another action does not fit', [allow({ Action: 's3:PutObject' })], 'implicitly denied'],
    [
      'resources are read with regard to case',
      [allow({ Resource: 'arn:aws:s3:::B/*' })],
      'implicitly denied',
    ],
    ['* reaches over slashes', [allow({ Resource: 'arn:aws:s3:::b/*' })], 'allowed by statement 0'],
    ['the bucket alone is not its objects', [allow({ Resource: 'arn:aws:s3:::b' })], 'implicitly denied'],
    ['dots are dots', [allow({ Resource: 'arn.aws.s3...b/a/k' })], 'implicitly denied'],
    ['NotAction allows the rest', [allow({ Action: [], NotAction: 's3:Put*' })], 'allowed by statement 0'],
    ['NotAction leaves out its own', [allow({ Action: [], NotAction: 's3:Get*' })], 'implicitly denied'],
    ['NotResource leaves out its own', [allow({ NotResource: 'arn:aws:s3:::b/*' })], 'implicitly denied'],
    [
      'an explicit deny wins, wherever it stands',
      [allow({}), deny({ Sid: 'No' }), allow({})],
      'explicitly denied by No',
    ],
    [
      'a deny of another resource does not',
      [deny({ Resource: 'arn:aws:s3:::b/x' }), allow({})],
      'allowed by statement 1',
    ],
    [
      'a condition that fails takes the statement away',
      [allow({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })],
      'implicitly denied',
    ],
  ];
  it.each(table)('%s', (_, statements, expected) => {
    expect(ask(statements)).toBe(expected);
  });

  it.each([
    ['arn:aws:s3:::b/${aws:username}/k', { 'aws:username': 'a' }, 'allowed by statement 0'],
    ['arn:aws:s3:::b/${aws:username}/k', {}, 'implicitly denied'],
    ["arn:aws:s3:::b/${aws:username, 'a'}/k", {}, 'allowed by statement 0'],
    ['arn:aws:s3:::b/${aws:username}/k', { 'aws:username': '*' }, 'implicitly denied'],
    ['arn:aws:s3:::b/${*}/k', {}, 'implicitly denied'],
  ])('the variable of %s is taken from %j: %s', (Resource, context, expected) => {
    expect(ask([allow({ Resource })], 's3:GetObject', 'arn:aws:s3:::b/a/k', context)).toBe(expected);
  });
});

describe('conditions', () => {
  const context = {
    's3:prefix': 'Raw/x',
    'aws:sourcearn': 'arn:aws:states:us-east-1:1:execution:m:e',
    n: '5',
    t: '2026-01-02T00:00:00Z',
    'aws:tagkeys': ['team', 'cost'],
    none: [],
  };
  const table: [operator: string, key: string, wanted: string | string[], holds: boolean][] = [
    ['StringEquals', 's3:prefix', ['other', 'Raw/x'], true],
    ['StringEquals', 'S3:Prefix', 'raw/x', false],
    ['StringEqualsIgnoreCase', 's3:prefix', 'raw/X', true],
    ['StringNotEquals', 's3:prefix', ['other', 'Raw/x'], false],
    ['StringNotEquals', 's3:absent', 'x', true],
    ['StringLike', 's3:prefix', 'Raw/*', true],
    ['StringNotLike', 's3:prefix', 'Raw/*', false],
    ['StringEquals', 's3:absent', 'x', false],
    ['StringEqualsIfExists', 's3:absent', 'x', true],
    ['ForAllValues:StringEquals', 's3:absent', 'x', true],
    ['ForAnyValue:StringEquals', 's3:absent', 'x', false],
    ['ForAnyValue:StringLike', 's3:prefix', 'Raw/*', true],
    ['Null', 's3:absent', 'true', true],
    ['Null', 's3:prefix', 'true', false],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:states:*:1:execution:*', true],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:*:execution:*', false],
    ['ArnNotEquals', 'aws:SourceArn', 'arn:aws:states:us-east-1:2:*', true],
    ['NumericLessThanEquals', 'n', '5', true],
    ['NumericGreaterThan', 'n', '5', false],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['team', 'cost', 'more'], true],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['team'], false],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', ['team'], true],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', ['other'], false],
    ['ForAllValues:StringNotEquals', 'aws:TagKeys', ['other'], true],
    ['ForAllValues:StringNotEquals', 'aws:TagKeys', ['team'], false],
    ['ForAnyValue:StringNotEquals', 'aws:TagKeys', ['team'], true],
    ['ForAnyValue:StringNotEquals', 'aws:TagKeys', ['team', 'cost'], false],
    ['Null', 'none', 'true', true],
    ['ForAllValues:StringEquals', 'none', 'x', true],
    ['DateGreaterThan', 't', '2026-01-01T00:00:00Z', true],
    ['DateLessThan', 't', '2026-01-01T00:00:00Z', false],
  ];
  it.each(table)('%s of %s and %j: %s', (operator, key, wanted, holds) => {
    expect(conditionsHold({ [operator]: { [key]: wanted } }, context)).toBe(holds);
  });

  it.each([
    [
      { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
      'R, policy p, statement 0: the condition operator IpAddress is not supported by the local cloud',
    ],
    [
      { StringEquals: { 'aws:PrincipalOrgPaths': 'a' } },
      'R, policy p, statement 0: the condition key aws:PrincipalOrgPaths is not supported by the local cloud',
    ],
    [
      { StringEquals: { 'aws:RequestTag/team': 'a' } },
      'R, policy p, statement 0: the condition key aws:RequestTag/team is not supported by the local cloud',
    ],
    [
      { StringEquals: { 'token.actions.githubusercontent.com:repository': 'a' } },
      'R, policy p, statement 0: the condition key token.actions.githubusercontent.com:repository is not supported by the local cloud',
    ],
  ])('%j refuses to start', (Condition, message) => {
    const statements = sourced('p', { Statement: allow({ Condition }) });
    expect(() => checkStatements(statements, 'R')).toThrow(message);
  });

  it('an element that is not evaluated refuses to start', () => {
    const statement = { ...allow({}), NotPrincipal: '*' } as Statement;
    expect(() => checkStatements(sourced('p', { Statement: statement }), 'R')).toThrow(
      'R, policy p, statement 0: the element NotPrincipal is not supported by the local cloud',
    );
  });
});

describe('a trust policy', () => {
  const trust = (more: object): { Statement: Statement } => ({
    Statement: {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Service: 'glue.amazonaws.com' },
      ...more,
    },
  });
  it.each([
    [{}, 'glue.amazonaws.com', true],
    [{}, 'lambda.amazonaws.com', false],
    [{ Principal: { Service: ['lambda.amazonaws.com', 'glue.amazonaws.com'] } }, 'glue.amazonaws.com', true],
    [{ Principal: { AWS: '*' } }, 'glue.amazonaws.com', false],
    [{ Effect: 'Deny' }, 'glue.amazonaws.com', false],
    [{ Action: 'sts:TagSession' }, 'glue.amazonaws.com', false],
    [{ Condition: { StringEquals: { 'aws:SourceAccount': '1' } } }, 'glue.amazonaws.com', true],
    [{ Condition: { StringEquals: { 'aws:SourceAccount': '2' } } }, 'glue.amazonaws.com', false],
  ])('%j lets %s in: %s', (more, service, expected) => {
    expect(trusts(trust(more), [service], { 'aws:sourceaccount': '1' })).toBe(expected);
  });
});

describe('what stands in Object.prototype', () => {
  const polluted = Object.prototype as unknown as Record<string, unknown>;
  const members = { NotAction: 'x', NotResource: 'y', Effect: 'Allow', AWS: '*', Service: '*' };
  afterEach(() => {
    for (const name of Object.keys(members)) delete polluted[name];
  });

  test('gives nobody a permission', () => {
    const document = { Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:b' } } as const;
    const trust: PolicyDocument = {
      Statement: { Effect: 'Allow', Principal: { AWS: 'a' }, Action: 'sts:AssumeRole' },
    };
    Object.assign(polluted, members);
    const question = { action: 'ssm:GetParameter', resource: 'arn:p', context: {} };
    expect(decide(sourced('p', document), question).outcome).toBe('implicitly denied');
    expect(trusts(trust, ['glue.amazonaws.com'], {})).toBe(false);
  });

  test('is no condition key', () => {
    for (const key of ['constructor', '__proto__', 'toString']) {
      expect(substitute(`\${${key}}`, {})).toBeUndefined();
      expect(conditionsHold({ StringLike: { [key]: '*' } }, {})).toBe(false);
    }
  });
});

describe('wildcards', () => {
  test('mean what a regular expression of them means', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', '.', '/'), maxLength: 8 });
    const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
        expect(like(pattern, text)).toBe(new RegExp(`^${source}$`, 's').test(text));
      }),
      { seed: 13, numRuns: 5_000 },
    );
  });

  test('take no longer for a pattern of many', () => {
    expect(like(`${'*a'.repeat(100)}*b`, 'a'.repeat(1024))).toBe(false); // by backtracking it would never end
  });
});
