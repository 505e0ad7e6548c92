import { expect, test } from 'vitest';
import { styleFor } from '../terminal/style.ts';
import { renderFailure } from './failure.ts';

const view = {
  style: styleFor({}, {}),
  now: new Date(0),
  columns: 80,
  hint: (command: string) => `pnpm ops ${command}`,
};

test('a run that ended with the local cloud: what to type next, with its month', () => {
  const failure = { error: 'LocalCloud.Restarted', cause: 'The local cloud was ended while it ran.' };
  expect(renderFailure(failure, '2024-09', view)).toBe(
    `LocalCloud.Restarted: The local cloud was ended while it ran.
next:  Run the month again: \`pnpm ops run 2024-09\`.`,
  );
});

test('an error that is nobody’s has no advice, whatever every object has', () => {
  expect(renderFailure({ error: 'toString', cause: 'x' }, '2024-09', view)).toBe('toString: x');
});
