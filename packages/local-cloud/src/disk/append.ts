import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
} from 'node:fs';

/** Appends lines to a file, all or none; what a crash left of a line there is cut off before. */
export function appendLines(path: string, lines: string): void {
  const file = openSync(path, 'a+');
  try {
    cutTornLine(file, path);
    appendWhole(file, lines);
  } finally {
    closeSync(file);
  }
}

/** Appends to a file that was opened for it: where the disk takes only a part, that part is cut off again. */
export function appendWhole(file: number, text: string): void {
  const { size } = fstatSync(file);
  try {
    writeFileSync(file, text); // all of it: writeSync may write less than it was given
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
