import { appendLines } from './append.ts';

/** A log for people: a line that cannot be written is counted, and told once there is room again. It never throws. */
export class LogFile {
  readonly #path: string;
  #missing = 0;

  constructor(path: string) {
    this.#path = path;
  }

  append(line: string): void {
    const told = this.#missing === 0 ? '' : `${this.#missing} line(s) could not be written here\n`;
    try {
      appendLines(this.#path, `${told}${line}\n`);
      this.#missing = 0;
    } catch {
      this.#missing += 1;
    }
  }
}
