import { programOf } from '../../program.ts';
import type { Runtime } from '../../runtime.ts';
import { commands } from '../index.ts';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { type Grammar, grammarOf } from './grammar.ts';
import type { Shell } from './shell.ts';
import { zshScript } from './zsh.ts';

export interface Options {
  readonly shell: Shell;
}

export interface Result {
  readonly shell: Shell;
  /** To be read by the shell's start-up file. */
  readonly script: string;
}

const scripts: Readonly<Record<Shell, (grammar: Grammar) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

const startUp: Readonly<Record<Shell, string>> = {
  bash: 'eval "$(RUNNER ops completion bash)"',
  zsh: 'eval "$(RUNNER ops completion zsh)"',
  fish: 'RUNNER ops completion fish | source',
};

/** Where the shell knows no program of that name, `ops` is what runs the clone's in the folder where the user stands. */
const name: Readonly<Record<Shell, string>> = {
  bash: 'type ops >/dev/null 2>&1 || ops() { RUNNER ops "$@"; }',
  zsh: 'whence ops >/dev/null || function ops { RUNNER ops "$@" }',
  fish: 'type -q ops; or function ops; RUNNER ops $argv; end',
};

/** The script, from the very grammar that reads the command line. */
export async function run({ shell }: Options, runtime: Runtime): Promise<Result> {
  const nowhere = { write: () => undefined };
  const program = programOf(commands, { stdout: nowhere, stderr: nowhere }, '', async () => undefined);
  const runner = runtime.hint('').split(' ops')[0] ?? '';
  const own = [`# ${startUp[shell]}`, name[shell]].map((line) => line.replaceAll('RUNNER', runner));
  return { shell, script: [...own, scripts[shell](grammarOf(program))].join('\n') };
}

export const render = ({ script }: Result): string => script;
