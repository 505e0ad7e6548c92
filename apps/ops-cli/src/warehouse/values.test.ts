import { expect, test } from 'vitest';
import { columnNames, jsonValue } from './values.ts';

test.each([
  [{ longValue: 7 }, 'int8', 7],
  [{ doubleValue: 0.5 }, 'float8', 0.5],
  [{ doubleValue: Number.NaN }, 'float8', 'NaN'],
  [{ doubleValue: Number.POSITIVE_INFINITY }, 'float8', 'Infinity'],
  [{ doubleValue: Number.NEGATIVE_INFINITY }, 'float8', '-Infinity'],
  [{ booleanValue: false }, 'bool', false],
  [{ isNull: true }, 'int8', null],
  [{ stringValue: '2024-09-01' }, 'date', '2024-09-01'],
  [{ stringValue: '12' }, 'varchar', '12'],
  [{ stringValue: '3483770' }, 'numeric', 3483770],
  [{ stringValue: '-0.50' }, 'numeric', -0.5],
  [{ stringValue: '12345678901234567890' }, 'numeric', '12345678901234567890'],
  [{ stringValue: 'NaN' }, 'numeric', 'NaN'],
  [{ blobValue: Uint8Array.of(1, 255) }, 'varbyte', '01ff'],
])('%j of type %s is %j', (field, type, expected) => {
  expect(jsonValue(field as Parameters<typeof jsonValue>[0], type)).toBe(expected);
});

test('columns of the same name keep their values apart', () => {
  const metadata = [{ name: 'a' }, { name: 'a' }, { name: 'a_2' }, { label: 'total', name: 'sum' }, {}];
  expect(columnNames(metadata)).toEqual(['a', 'a_2', 'a_2_2', 'total', '?column?']);
});
