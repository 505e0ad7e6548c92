import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
} from 'node:fs';

/** Appends lines to a file, all or none; what a crash left of a line there is cut off before. */
export function appendLines(path: string, lines: string): void {
  const file = openForLines(path);
  try {
    appendWhole(file, lines);
  } finally {
    closeSync(file);
  }
}

/** Opens a file for lines to be appended; one that is new is its owner's only, and what a crash left of a line is cut off. */
export function openForLines(path: string): number {
  const file = openSync(path, 'a+', 0o600);
  cutTornLine(file, path);
  return file;
}

/** Appends lines to an open file, and returns once they are on the disk. */
export function appendDurably(file: number, lines: string): void {
  appendWhole(file, lines, fsyncSync);
}

/** Where the disk takes only a part, or cannot say that it has all, that part is cut off again. */
function appendWhole(file: number, lines: string, sync: (file: number) => void = () => undefined): void {
  const { size } = fstatSync(file);
  try {
    writeFileSync(file, lines); // all of it: writeSync may write less than it was given
    sync(file);
  } catch (error) {
    ftruncateSync(file, size);
    throw error;
  }
}

const NEWLINE = 0x0a;

function cutTornLine(file: number, path: string): void {
  const { size } = fstatSync(file);
  const last = Buffer.alloc(1, NEWLINE);
  if (size > 0) readSync(file, last, 0, 1, size - 1);
  if (last[0] !== NEWLINE) ftruncateSync(file, readFileSync(path).lastIndexOf(NEWLINE) + 1);
}
