import { type Output, oneLine, own, withoutOwn } from './screen.ts';
import type { Style } from './style.ts';

/** Lines on stderr while a command works; on a terminal also one line that changes in place. */
export interface Progress {
  readonly style: Style;
  line(text: string): void;
  /** What goes on right now; the next `line` or `status` replaces it. Nothing where stderr is no terminal. */
  status(text: string): void;
}

const CLEAR = own('\r\x1b[2K');

export function progressOn(stream: Output, style: Style): Progress {
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
      const fits = [...withoutOwn(oneLine(text))].slice(0, (stream.columns || 80) - 1).join('');
      stream.write(`${clear()}${style.dim(fits)}`);
      shown = text !== '';
    },
  };
}
