import { stripVTControlCharacters } from 'node:util';
import type { Style } from './style.ts';

/** Lines on stderr while a command works; on a terminal also one line that changes in place. */
export interface Progress {
  readonly style: Style;
  line(text: string): void;
  /** What goes on right now; the next `line` or `status` replaces it. Nothing where stderr is no terminal. */
  status(text: string): void;
}

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const CLEAR = '\r\x1b[2K';

export function progressOn(stream: Terminal, style: Style): Progress {
  let shown = false;
  const clear = (): string => {
    const text = shown ? CLEAR : '';
    shown = false;
    return text;
  };
  return {
    style,
    line: (text) => void stream.write(`${clear()}${text}\n`),
    status(text) {
      if (!stream.isTTY) return;
      const fits = stripVTControlCharacters(text).slice(0, (stream.columns ?? 80) - 1);
      stream.write(`${clear()}${style.dim(fits)}`);
      shown = text !== '';
    },
  };
}
