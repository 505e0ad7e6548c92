import { expect, test } from 'vitest';
import { scriptRunner } from './hint.ts';

const has =
  (...paths: string[]) =>
  (path: string) =>
    paths.includes(path);

test.each([
  ['pnpm of the user', '/usr/bin:/home/u/.local/share/pnpm', ['/home/u/.local/share/pnpm/pnpm'], 'pnpm'],
  [
    'only the one that npx brought',
    '/home/u/.npm/_npx/9c70/node_modules/.bin:/usr/bin',
    ['/home/u/.npm/_npx/9c70/node_modules/.bin/pnpm'],
    'npx -y pnpm@12',
  ],
  [
    "only one in the clone's node_modules",
    '/clone/node_modules/.bin:/usr/bin',
    ['/clone/node_modules/.bin/pnpm'],
    'npx -y pnpm@12',
  ],
  ['none', '/usr/bin', [], 'npx -y pnpm@12'],
  ['no PATH', undefined, [], 'npx -y pnpm@12'],
])('%s', (_, PATH, existing, expected) => {
  expect(scriptRunner({ PATH }, has(...existing))).toBe(expected);
});
