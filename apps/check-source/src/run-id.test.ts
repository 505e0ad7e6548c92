import { expect, test } from 'vitest';
import { runIdOf } from './run-id.ts';

test.each([
  'yellow-2024-09-r3',
  'reload_of.September',
  '5f2c0a34-9d1c-4a7e-8a51-6b0f2a9d7c11',
  'a'.repeat(64),
])('an execution started under the name %s keeps it as its run id', (name) =>
  expect(runIdOf(name)).toBe(name),
);

test.each([
  "o'clock",
  'größer',
  'a+b',
  'a'.repeat(65),
  '',
  '.',
  '..',
  '--force',
  'yellow-2024-09-r3000000000',
])('%j is refused, and the message says what may stand', (name) => {
  expect(() => runIdOf(name)).toThrow(
    expect.objectContaining({
      name: 'PipelineInputError',
      message: expect.stringMatching(
        /cannot be a run id\. Next: Start it again under a name of at most 64 letters/,
      ),
    }),
  );
});
