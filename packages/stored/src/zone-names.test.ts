import { datasets, GENERATED_LINE, type LookupContract } from '@tlc-elt/contracts';
import { expect, test } from 'vitest';
import { namesIn, zoneNamesOf } from './zone-names.ts';

const lookup = datasets.yellow.named?.lookup as LookupContract;
const HEADER = '"LocationID","Borough","Zone","service_zone"';

test.each([
  ['as the TLC writes it', `${HEADER}\r\n1,"EWR","Newark Airport","EWR"\r\n`],
  ['without an end of the last line', `${HEADER}\n1,EWR,Newark Airport,EWR`],
  ['in another order', 'Zone,LocationID,service_zone,Borough\nNewark Airport,1,EWR,EWR\n'],
  ['made up', `${GENERATED_LINE}\n${HEADER}\n"1","EWR","Newark Airport","EWR"\n`],
])('names of zones in a file %s', (_, text) => {
  expect([...namesIn(lookup, text)]).toEqual([[1, 'Newark Airport']]);
});

test('a name may have commas, quotes and line ends in it', () => {
  const text = `${HEADER}\n103,Manhattan,"Governor's ""Island"", and\nmore",Yellow Zone\n264,Unknown,N/A,N/A\n`;
  expect([...namesIn(lookup, text)]).toEqual([
    [103, 'Governor\'s "Island", and\nmore'],
    [264, 'N/A'],
  ]);
});

test('there are no names without a lookup, and none of a file that is gone', async () => {
  const nothing = {
    text: async () => undefined,
    part: async () => undefined,
    keys: async () => [],
  };
  expect(await zoneNamesOf(nothing, datasets.yellow)).toEqual(new Map());
});
