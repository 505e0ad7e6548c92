import { expect, test } from 'vitest';
import { coloured, plain, styleFor } from './style.ts';

test.each([
  ['a terminal', true, {}, coloured],
  ['a pipe', false, {}, plain],
  ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, plain],
  ['a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, coloured],
  ['a dumb terminal', true, { TERM: 'dumb' }, plain],
  ['a pipe that is told to have colours', false, { FORCE_COLOR: '1' }, coloured],
  ['both told: no colour', true, { FORCE_COLOR: '1', NO_COLOR: '1' }, plain],
])('%s', (_, isTTY, environment, expected) => {
  expect(styleFor({ isTTY }, environment)).toBe(expected);
});
