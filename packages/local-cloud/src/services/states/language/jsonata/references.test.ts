import { describe, expect, it } from 'vitest';
import { parseExpression } from './expression.ts';
import { contextReferences } from './references.ts';

const references = (source: string): string[] => [...contextReferences(parseExpression(source))];

/** Measured on AWS (ValidateStateMachineDefinition): floci-io/floci, JsonataTopLevelReferencesTest. */
describe('what an expression reads from a context item that is not there', () => {
  it.each([
    'phone',
    'phone[0].number',
    '-phone',
    'phone ? 1 : 2',
    '$states.input.a ? phone : 2',
    "phone & 'x'",
    'phone in $states.input.b',
    '$sum(phone)',
    'phone ~> $string()',
    '[1..phone]',
    '(phone).other',
    '[phone, 1]',
    '{phone: 1}',
    '($x := phone; $x)',
    '$map($states.input.a, function($y){ phone })',
    '$count(phone[inner])',
    'phone.**.deeper',
    '$states.input.a ? 2 : phone',
  ])('%s names phone', (source) => {
    expect(references(source)).toEqual(['phone']);
  });

  it.each([
    '$states.input.phone',
    '$states.input.items[phone > 3]',
    '$states.input.a^(phone)',
    '$phone',
    "$states.input.a{'k': phone}",
    '$states.input.a.(phone)',
    '$states.input ~> |phone|{"b": 1}|',
    '**.phone',
    "{'k': 1}.phone",
    '$states.input.a[$ > 1]',
    'function($x){ $x.phone }',
    "'phone'",
    '$now()',
  ])('%s names nothing', (source) => {
    expect(references(source)).toEqual([]);
  });

  it.each([
    ['$.phone', ['$']],
    ['$string($)', ['$']],
    ['$$.phone', ['$$']],
    ['aaa + bbb', ['aaa', 'bbb']],
  ])('%s', (source, names) => {
    expect(references(source)).toEqual(names);
  });
});
