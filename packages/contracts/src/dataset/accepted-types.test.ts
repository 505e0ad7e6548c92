import { expect, test } from 'vitest';
import { fhv, yellow } from '../datasets/registry.ts';
import { keptText, MOST_TEXT_CHARACTERS } from '../render/kept-text.ts';
import { acceptedTypes, isText, MOST_TEXT_BYTES } from './accepted-types.ts';
import type { SourceColumn } from './contract.ts';
import { datasets } from './datasets.ts';

test.each<[string, SourceColumn, ReturnType<typeof acceptedTypes>]>([
  [
    'types that INTEGER holds by themselves, and wider ones, whose values are checked',
    { name: 'VendorID', types: ['INT32', 'INT64', 'DOUBLE'] },
    { expected: 'INT32 or INT64 or DOUBLE', accepts: { INT32: 'any', INT64: 'integer', DOUBLE: 'integer' } },
  ],
  [
    'the type of months in which all values are NULL: any value is wrong',
    { name: 'congestion_surcharge', types: ['DOUBLE'], allNullType: 'INT32' },
    { expected: 'DOUBLE (INT32 where all are NULL)', accepts: { DOUBLE: 'any', INT32: 'null' } },
  ],
  [
    'that type of a column which the table keeps as INTEGER',
    { name: 'passenger_count', types: ['DOUBLE'], allNullType: 'INT32' },
    { expected: 'DOUBLE (INT32 where all are NULL)', accepts: { DOUBLE: 'integer', INT32: 'null' } },
  ],
  [
    'a text, which the quarantine keeps',
    { name: 'store_and_fwd_flag', types: ['STRING'], allNullType: 'INT32' },
    { expected: 'STRING (INT32 where all are NULL)', accepts: { STRING: 'any', INT32: 'null' } },
  ],
  [
    'a column that the table does not have',
    { name: 'RatecodeID', types: ['INT64', 'DOUBLE'] },
    { expected: 'INT64 or DOUBLE', accepts: { INT64: 'any', DOUBLE: 'any' } },
  ],
])('%s', (_, column, accepted) => expect(acceptedTypes(yellow, column)).toEqual(accepted));

test('a text that the table keeps is judged by its length', () => {
  const column: SourceColumn = { name: 'Affiliated_base_number', types: ['STRING'], allNullType: 'INT32' };
  expect(acceptedTypes(fhv, column).accepts).toEqual({ STRING: 'text', INT32: 'null' });
});

test.each(Object.values(datasets))(
  'the longest texts of a row of $dataset and its numbers fit into the VARCHAR that the quarantine keeps a row in',
  (contract) => {
    const LONGEST_NUMBER = 30;
    const longestOf = (column: string): number =>
      6 * (isText(contract, column) ? MOST_TEXT_BYTES : MOST_TEXT_CHARACTERS) + keptText('').length;
    for (const { columns } of contract.eras) {
      const bytes = columns.map(
        ({ name, types }) =>
          name.length + '"":,'.length + (types.includes('STRING') ? longestOf(name) : LONGEST_NUMBER),
      );
      expect(bytes.reduce((sum, each) => sum + each, '{}'.length)).toBeLessThanOrEqual(65_535);
    }
  },
);
