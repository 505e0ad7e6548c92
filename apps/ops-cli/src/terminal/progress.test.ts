import { expect, test } from 'vitest';
import { progressOn } from './progress.ts';
import { screenOf } from './screen.ts';
import { plain } from './style.ts';

function written(isTTY: boolean, columns = 12): string {
  let text = '';
  const progress = progressOn(screenOf({ isTTY, columns, write: (part) => (text += part) }), plain);
  progress.status('working for long');
  progress.line('done');
  progress.status('more');
  progress.status('');
  return text;
}

test('in a pipe only lines appear', () => expect(written(false)).toBe('done\n'));

test('on a terminal the status is cut to its width, and every line replaces it', () => {
  expect(written(true)).toBe('working for\r\x1b[2Kdone\nmore\r\x1b[2K');
});

test('a terminal that does not know its width, as under script(1), counts as 80 wide', () => {
  expect(written(true, 0)).toBe('working for long\r\x1b[2Kdone\nmore\r\x1b[2K');
});
