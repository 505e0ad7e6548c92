import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import type { OpsError } from '../errors.ts';
import { addCommand } from '../program.ts';
import { commands } from './index.ts';

/** argv → the command and its options. */
async function parse(argv: string): Promise<unknown> {
  let parsed: unknown;
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
  for (const command of commands)
    addCommand(program, command, 'pnpm', async (definition, operands, flags) => {
      parsed = [definition.name, definition.parse({ operands, flags })];
    });
  await program.parseAsync(argv.split(' '), { from: 'user' });
  return parsed;
}

describe('argv → options', () => {
  test.each([
    ['run 2024-09', 'run', { dataset: 'yellow', month: '2024-09', force: false, noWait: false }],
    [
      'run 2024-09 --force --no-wait',
      'run',
      { dataset: 'yellow', month: '2024-09', force: true, noWait: true },
    ],
    [
      'run --stage dev 2024-09 --json',
      'run',
      { dataset: 'yellow', month: '2024-09', force: false, noWait: false },
    ],
    ['verify', 'verify', { dataset: 'yellow', months: [], deep: false }],
    [
      'verify 2024-10 2024-09 2024-10 --deep',
      'verify',
      { dataset: 'yellow', months: ['2024-09', '2024-10'], deep: true },
    ],
    ['status', 'status', { limit: 15 }],
    ['status --limit 3', 'status', { limit: 3 }],
    ['logs 2024-09', 'logs', { of: { month: '2024-09' }, state: undefined, follow: false, json: false }],
    [
      'logs yellow-2024-09-r1 --state IngestRaw -f',
      'logs',
      { of: { execution: 'yellow-2024-09-r1' }, state: 'IngestRaw', follow: true, json: false },
    ],
    ['stop 2024-09', 'stop', { of: { month: '2024-09' } }],
    ['sql SELECT', 'sql', { statement: 'SELECT', write: false }],
    ['sql - --write', 'sql', { statement: undefined, write: true }],
    ['sql', 'sql', { statement: undefined, write: false }],
    ['schedule show', 'schedule show', {}],
    ['schedule fire', 'schedule fire', { at: undefined }],
    [
      'schedule fire --at 2024-11-05T06:00:00-05:00',
      'schedule fire',
      { at: new Date('2024-11-05T11:00:00Z') },
    ],
  ])('%s', async (argv, name, options) => {
    expect(await parse(argv)).toEqual([name, options]);
  });

  test.each([
    ['run 2024-9', '"2024-9" is no month'],
    ['run 2024-13', '"2024-13" is no month'],
    ['run 202409', '"202409" is no month'],
    ['run September', '"September" is no month'],
    ['run 2024-09 --dataset green', 'there is no dataset "green"'],
    ['verify 2024-09 09/2024', '"09/2024" is no month'],
    ['logs 2024-9', '"2024-9" is no month'],
    ['logs 2024/09', '"2024/09" is no month'],
    [
      'logs 2024-09 --follow --json',
      '--follow prints lines as they come, --json prints one object: choose one',
    ],
    ['stop 2024-13', '"2024-13" is no month'],
    ['status --limit none', '--limit is a number from 1 to 1000, not "none"'],
    ['schedule fire --at tomorrow', '--at "tomorrow" is no time'],
    ['schedule fire --at 2024-11-05T06:00:00', '--at "2024-11-05T06:00:00" is no time'],
  ])('%s is a usage error', async (argv, message) => {
    const error = await parse(argv).catch((thrown: OpsError) => thrown);
    expect(error).toMatchObject({ exitCode: 2, message });
  });

  test.each(['run', 'run 2024-09 2024-10', 'run 2024-09 --fast', 'stop', 'sql a b', 'nothing'])(
    '%s is refused by the grammar',
    async (argv) => {
      await expect(parse(argv)).rejects.toMatchObject({ exitCode: 1, code: /^commander\./ });
    },
  );

  test('every command has a summary, and examples that it parses', async () => {
    for (const command of commands) {
      expect([command.name, command.summary.endsWith('.')]).toEqual([command.name, true]);
      expect(command.examples.length).toBeGreaterThan(0);
      for (const example of command.examples) expect(example.startsWith(command.name)).toBe(true);
    }
  });
});
