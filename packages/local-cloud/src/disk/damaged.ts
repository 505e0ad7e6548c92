/** A file that is not as it was written. */
export class DamagedFile extends Error {
  constructor(path: string, how: string) {
    super(`${path} is damaged: ${how}`);
  }
}
