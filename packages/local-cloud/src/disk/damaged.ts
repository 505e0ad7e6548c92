/** A file that is not as it was written. */
export class DamagedFile extends Error {
  readonly how: string;
  constructor(path: string, how: string) {
    super(`${path} is damaged: ${how}`);
    this.how = how;
  }
}
