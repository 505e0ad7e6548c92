import { randomUUID } from 'node:crypto';
import { printable } from '@tlc-elt/contracts';

/** Where text is written: a terminal, or a pipe that may end at one. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

// Made anew by each process: no data can say that it is our own styling.
const MARK = `\x1b${randomUUID()}`;
const OWN = new RegExp(`${MARK}(\\t|\\r?\\x1b\\[\\d+[mK])`);

/** A control sequence that we mean to reach the terminal: a style, a line to clear, a tab. */
export const own = (sequence: string): string => MARK + sequence;

/** Every second part is a sequence of our own, without its mark. */
const partsOf = (text: string): string[] => text.split(OWN);

/** What is seen of a text: its own sequences take no room. */
export const withoutOwn = (text: string): string =>
  partsOf(text)
    .filter((_, i) => i % 2 === 0)
    .join('');

/** A text on one line: what is unprintable in it is escaped, line ends as well; its own styling stays. */
export const oneLine = (text: string): string =>
  partsOf(text)
    .map((part, i) => (i % 2 === 0 ? printable(part) : own(part)))
    .join('');

/** A line of a log, with its tabs. */
export const logLine = (message: string): string => oneLine(message.replaceAll('\t', own('\t')));

/** The only way to the terminal: beside line ends and our own sequences nothing that it obeys gets through. */
export const screenOf = (output: Output): Output => ({
  get isTTY() {
    return output.isTTY;
  },
  get columns() {
    return output.columns;
  },
  write: (text) =>
    output.write(
      partsOf(text)
        .map((part, i) => (i % 2 === 0 ? printable(part, '\n') : part))
        .join(''),
    ),
});
