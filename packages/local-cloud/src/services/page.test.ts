import { expect, test } from 'vitest';
import { page } from './page.ts';

test('pages follow each other by their tokens', () => {
  const first = page(['a', 'b', 'c'], undefined, 2);
  expect([first.items, page(['a', 'b', 'c'], first.nextToken, 2)]).toEqual([['a', 'b'], { items: ['c'] }]);
});

const written = (text: string) => Buffer.from(text).toString('base64url');
test.each(['!!!', 'x', written('NaN'), written('-1'), written('1.5'), written('02'), `${written('2')}=`])(
  'the token %s is of no page',
  (token) => {
    expect(() => page([1, 2, 3], token, 1)).toThrow(`the token ${token} was not given by an earlier page`);
  },
);
