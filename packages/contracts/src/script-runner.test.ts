import { expect, test } from 'vitest';
import { asTypedBy, scriptRunner } from './script-runner.ts';

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
    'npx -y pnpm@12.21.0',
  ],
  [
    "only one in the clone's node_modules",
    '/clone/node_modules/.bin:/usr/bin',
    ['/clone/node_modules/.bin/pnpm'],
    'npx -y pnpm@12.21.0',
  ],
  ['none', '/usr/bin', [], 'npx -y pnpm@12.21.0'],
  ['no PATH', undefined, [], 'npx -y pnpm@12.21.0'],
])('%s', (_, PATH, existing, expected) => {
  expect(scriptRunner({ PATH }, has(...existing))).toBe(expected);
});

test('a sentence names commands as the user types them', () => {
  const sentence =
    'Synthesize (`pnpm turbo run synth`), or TLC_STAGE=dev pnpm turbo deploy; pnpm itself is no command';
  expect(asTypedBy(sentence, 'pnpm')).toBe(sentence);
  expect(asTypedBy(sentence, 'npx -y pnpm@12.21.0')).toBe(
    'Synthesize (`npx -y pnpm@12.21.0 turbo run synth`), or TLC_STAGE=dev npx -y pnpm@12.21.0 turbo deploy; pnpm itself is no command',
  );
});
