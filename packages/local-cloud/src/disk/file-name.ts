import { createHash } from 'node:crypto';

/** Most file systems take 255 bytes; the rest is for what is put behind a name, such as `.jsonl`. */
const LONGEST = 200;
/** No encoded name has it: what begins so is a digest. */
const DIGEST = '=';

/** The name of a file or folder for a name from outside: never a path, `.` or `..`, and never too long. */
export function fileName(name: string): string {
  const encoded = encodeURIComponent(name.toWellFormed()).replace(/^\.+$/, (dots) =>
    dots.replaceAll('.', '%2E'),
  );
  return encoded.length <= LONGEST ? encoded : `${DIGEST}${createHash('sha256').update(name).digest('hex')}`;
}

/** The name of which `fileName` made this; undefined where it was too long to be read from there. */
export const nameOf = (file: string): string | undefined =>
  file.startsWith(DIGEST) ? undefined : decodeURIComponent(file);
