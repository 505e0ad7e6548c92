import type { MonthState } from '@tlc-elt/contracts';
import type { Style } from '../terminal/style.ts';

/** How a state looks: one letter of a calendar, and words; both tell without the colour. */
export interface Look {
  readonly sign: string;
  readonly colour: keyof Style;
  readonly words: string;
}

/** In the order of a legend. */
export const looks: Readonly<Record<MonthState, Look>> = {
  loaded: { sign: '■', colour: 'green', words: 'loaded' },
  running: { sign: '>', colour: 'yellow', words: 'running or waiting' },
  published: { sign: '+', colour: 'yellow', words: 'published, not loaded' },
  republished: {
    sign: '~',
    colour: 'yellow',
    words: 'the publisher has another file than what is loaded',
  },
  older: { sign: '<', colour: 'yellow', words: 'the publisher has an older file than what is loaded' },
  outdated: { sign: '□', colour: 'yellow', words: 'loaded by an older contract' },
  quarantined: { sign: '%', colour: 'red', words: 'more is quarantined than the limit allows' },
  held: { sign: '=', colour: 'red', words: 'republished, held: it changes much of what is loaded' },
  unusual: { sign: '^', colour: 'red', words: 'held: it is odd in what the stage stops on' },
  withdrawn: { sign: '/', colour: 'yellow', words: 'loaded, no longer published' },
  not_loaded: { sign: '·', colour: 'yellow', words: 'not loaded' },
  not_published: { sign: '○', colour: 'green', words: 'not published yet' },
  overdue: { sign: '!', colour: 'red', words: 'not published, overdue' },
  not_supported: { sign: '-', colour: 'dim', words: 'the contract refuses it' },
  unreadable: { sign: 'x', colour: 'red', words: 'the ledger has rows of it that cannot be read' },
  unknown: { sign: '?', colour: 'red', words: 'the publisher does not say' },
};

/** A state in words, coloured. */
export const inWords = (state: MonthState, style: Style): string =>
  style[looks[state].colour](looks[state].words);
