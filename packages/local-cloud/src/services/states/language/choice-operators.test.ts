import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../aws/json.ts';
import { OPERATORS } from './choice-operators.ts';

const matches = (name: string, variable: Json, operand: Json): boolean =>
  OPERATORS[name]?.matches(variable, operand) as boolean;

describe('choice operators', () => {
  it('are all of the Amazon States Language', () => {
    const ordered = ['Equals', 'GreaterThan', 'GreaterThanEquals', 'LessThan', 'LessThanEquals'];
    const families = ['Numeric', 'String', 'Timestamp'].flatMap((type) =>
      ordered.flatMap((name) => [`${type}${name}`, `${type}${name}Path`]),
    );
    const others = [
      'BooleanEquals',
      'BooleanEqualsPath',
      'StringMatches',
      'IsNull',
      'IsNumeric',
      'IsString',
      'IsBoolean',
      'IsTimestamp',
      'IsPresent',
    ];
    expect(Object.keys(OPERATORS).sort()).toEqual([...families, ...others].sort());
  });

  it.each<readonly [string, Json, Json, boolean]>([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', 1, 'a', false],
    ['StringLessThan', 'A', 'B', true],
    ['StringGreaterThanEqualsPath', 'b', 'b', true],
    ['NumericEquals', 3, 3, true],
    ['NumericEquals', '3', 3, false],
    ['NumericGreaterThan', 3.3, 3, true],
    ['NumericLessThanEqualsPath', 2, 'x', false],
    ['BooleanEquals', true, true, true],
    ['BooleanEquals', 'true', true, false],
    ['TimestampEquals', '2016-08-18T17:33:00Z', '2016-08-18T19:33:00+02:00', true],
    ['TimestampLessThan', '2016-08-18T17:33:00Z', '2016-08-18T17:33:00.001Z', true],
    ['TimestampLessThan', '2016-08-18', '2016-08-18T17:33:00Z', false],
    ['IsNull', null, true, true],
    ['IsNull', 0, false, true],
    ['IsNumeric', 0, true, true],
    ['IsNumeric', '0', true, false],
    ['IsString', null, false, true],
    ['IsBoolean', false, true, true],
    ['IsTimestamp', '2016-08-18T17:33:00Z', true, true],
    ['IsTimestamp', '2016-08-18t17:33:00z', true, false],
    ['StringMatches', 'foo23.log', 'foo*.log', true],
    ['StringMatches', 'zebra.log', '*.log', true],
    ['StringMatches', 'foobar.zebra', 'foo*.*', true],
    ['StringMatches', 'foo*', 'foo\\*', true],
    ['StringMatches', 'foobar', 'foo\\*', false],
    ['StringMatches', 'a\\b', 'a\\\\b', true],
    ['StringMatches', 'aXbXc', 'a*b*c*d', false],
    ['StringMatches', 'ab', 'ab*ab', false],
    ['StringMatches', 3, '*', false],
  ])('%s: %j and %j → %s', (name, variable, operand, expected) => {
    expect(matches(name, variable, operand)).toBe(expected);
  });

  it('order any two values of a type in exactly one way', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.tuple(fc.constant('Numeric'), fc.integer(), fc.integer()),
          fc.tuple(fc.constant('String'), fc.string(), fc.string()),
        ),
        ([type, a, b]) => {
          const holding = ['LessThan', 'Equals', 'GreaterThan'].filter((name) =>
            matches(`${type}${name}`, a, b),
          );
          expect(holding).toHaveLength(1);
          expect(matches(`${type}LessThanEquals`, a, b)).toBe(holding[0] !== 'GreaterThan');
          expect(matches(`${type}GreaterThanEquals`, a, b)).toBe(holding[0] !== 'LessThan');
        },
      ),
    );
  });

  it('match a text by a pattern that was made from it', () => {
    const part = fc.string().map((text) => text.replaceAll(/[*\\]/g, ''));
    fc.assert(
      fc.property(fc.array(part, { minLength: 2 }), part, (parts, filler) =>
        matches('StringMatches', parts.join(filler), parts.join('*')),
      ),
    );
  });
});
