import { own } from './screen.ts';

/** Colours where the stream is a terminal that wants them; plain text elsewhere. */
export interface Style {
  green(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

const code = (open: number, close: number) => (text: string) =>
  `${own(`\x1b[${open}m`)}${text}${own(`\x1b[${close}m`)}`;
const same = (text: string): string => text;

export const plain: Style = { green: same, red: same, yellow: same, dim: same, bold: same };
export const coloured: Style = {
  green: code(32, 39),
  red: code(31, 39),
  yellow: code(33, 39),
  dim: code(2, 22),
  bold: code(1, 22),
};

/** https://no-color.org: any non-empty NO_COLOR; FORCE_COLOR wins over a pipe. */
export function styleFor(
  stream: { isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): Style {
  if (environment.NO_COLOR) return plain;
  if (environment.FORCE_COLOR && environment.FORCE_COLOR !== '0') return coloured;
  return stream.isTTY && environment.TERM !== 'dumb' ? coloured : plain;
}
