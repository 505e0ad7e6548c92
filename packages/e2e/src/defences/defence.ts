/** One line of docs/security.md: what somebody tries, what happens instead, and the test that tries it. */
export interface Defence {
  readonly tries: string;
  readonly happens: string;
  /** File of the test, from the root. */
  readonly test: string;
  /** Words of the test's title, as they stand in the file. */
  readonly named: string;
}
