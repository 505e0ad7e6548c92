import { execFileSync, spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseTyped } from '../../../test/typed.ts';
import { commands } from '../index.ts';
import { run } from './run.ts';
import { type Shell, shells } from './shell.ts';

/** A command line up to the cursor → what the shell offers, in a program that has read the script. */
const offering: Readonly<Record<Shell, (words: readonly string[]) => string>> = {
  bash: (words) =>
    `COMP_WORDS=(${words.map(quoted).join(' ')}); COMP_CWORD=${words.length - 1}; _ops; printf '%s\\n' "\${COMPREPLY[@]}"`,
  // What completes is zsh's own; only its drawing of candidates needs a terminal.
  zsh: (words) =>
    `_describe() { print -l -- \${candidates%%:*} }; compadd() { shift; print -l -- $@ }; words=(${words.map(quoted).join(' ')}); CURRENT=${words.length}; _ops`,
  fish: (words) => `complete -C ${quoted(words.join(' '))} | string split -f1 \\t; true`,
};
const plain: Readonly<Record<Shell, readonly string[]>> = {
  bash: ['--norc'],
  zsh: ['-f'],
  fish: ['--no-config'],
};
const quoted = (word: string): string => `'${word}'`;
const isInstalled = (shell: Shell): boolean => spawnSync(shell, ['--version']).status === 0;

describe.each(shells)('%s', (shell) => {
  const missing = !isInstalled(shell);
  const suffix = missing ? ' (skipped without that shell)' : '';
  let script: string;
  beforeAll(async () => {
    const runtime = { hint: (text: string) => `pnpm ops ${text}` };
    ({ script } = await run({ shell }, runtime as Parameters<typeof run>[1]));
    if (shell === 'zsh') script = `compdef() { : }\n${script}`;
  });
  const offered = (...words: string[]): string[] => {
    const typed = words.at(-1) ?? '';
    const out = execFileSync(shell, [
      ...plain[shell],
      '-c',
      `${script}\n${offering[shell](['ops', ...words])}`,
    ]);
    const lines = out
      .toString()
      .split('\n')
      .filter((line) => line !== '' && line.startsWith(typed));
    return [...new Set(lines)].sort();
  };

  test.skipIf(missing)(`commands, and those of a group${suffix}`, () => {
    expect(offered('')).toEqual([...new Set(commands.map(({ name }) => name.split(' ')[0]))].sort());
    expect(offered('contract', 'sh')).toEqual(['show']);
    expect(offered('sc')).toEqual(['schedule']);
  });

  test.skipIf(missing)(`flags of the command that was typed, wherever its operands stand${suffix}`, () => {
    expect(offered('run', '2024-09', '--accept-o')).toEqual(['--accept-older']);
    expect(offered('schedule', 'fire', '--a')).toEqual(['--at']);
    expect(offered('schedule', 'show', '--a')).toEqual([]);
  });

  test.skipIf(missing)(`values that are known, and nothing where only the user knows one${suffix}`, () => {
    expect(offered('verify', '--dataset', '')).toEqual(['all', 'fhv', 'fhvhv', 'green', 'yellow']);
    expect(offered('run', '--stage', 'd')).toEqual(['dev']);
    expect(offered('status', '--limit', '')).toEqual([]);
    expect(offered('explain', 'Quar')).toEqual(['QuarantineLimitExceeded']);
    expect(offered('completion', 'b')).toEqual(['bash']);
  });
});

test('a shell that there is no script for is named', async () => {
  await expect(parseTyped(['completion', 'tcsh'])).rejects.toThrow('there is no completion for "tcsh"');
});
