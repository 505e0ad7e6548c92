import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { Dataset, pipelineErrors, Stage } from '@tlc-elt/contracts';
import { shells } from './shell.ts';

/** A word that can be typed, and what it is for. */
export interface Candidate {
  readonly word: string;
  readonly description: string;
}

/** Where the command line has come to. */
export interface Place {
  /** The command that was typed so far, e.g. `contract show`; '' before one. */
  readonly path: string;
  readonly candidates: readonly Candidate[];
  /** Whether files are operands here. */
  readonly files: boolean;
}

/** What completes a command line: its places, and the values of its flags. */
export interface Grammar {
  readonly places: readonly Place[];
  /** Flag that takes a value → the values that are known, `files`, or nothing where only the user knows one. */
  readonly values: Readonly<Record<string, readonly string[] | 'files'>>;
}

const valuesOf: Grammar['values'] = {
  '--dataset': [...Dataset.options, 'all'],
  '--stage': Stage.options,
  '--endpoint': ['local', 'aws'],
  '--database': 'files',
  '--out': 'files',
};

const operandsOf: Readonly<Record<string, readonly string[]>> = {
  explain: Object.keys(pipelineErrors),
  completion: shells,
};

/** The grammar of a program as commander has it. */
export function grammarOf(program: CommandUnknownOpts): Grammar {
  const places = placesOf(program, '');
  const flags = commandsOf(program).flatMap(({ options }) => options.filter(takesValue));
  const names = flags.flatMap(({ long, short }) => [long, short]).filter((name) => name !== undefined);
  return {
    places,
    values: Object.fromEntries([...new Set(names)].sort().map((name) => [name, valuesOf[name] ?? []])),
  };
}

type CommandOption = CommandUnknownOpts['options'][number];

const takesValue = ({ required, optional }: CommandOption): boolean => required || optional;

const commandsOf = (command: CommandUnknownOpts): CommandUnknownOpts[] => [
  command,
  ...command.commands.flatMap(commandsOf),
];

function placesOf(command: CommandUnknownOpts, path: string): Place[] {
  const inner = command.commands.map((each) => ({ word: each.name(), description: each.description() }));
  const operands = (operandsOf[path] ?? []).map((word) => ({ word, description: '' }));
  const flags = command.options.map(({ long, flags, description }) => ({ word: long ?? flags, description }));
  const files = command.registeredArguments.some((argument) => argument.name().startsWith('file'));
  const below = command.commands.flatMap((each) => placesOf(each, `${path} ${each.name()}`.trim()));
  return [{ path, candidates: [...inner, ...operands, ...flags], files }, ...below];
}
