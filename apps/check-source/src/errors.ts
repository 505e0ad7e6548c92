// The names are what the workflow's Retry and Catch go by.

/** The publisher does not answer as it should, for now: a retry helps. */
export class SourceUnavailable extends Error {
  override readonly name = 'SourceUnavailable';
  readonly url: string;
  constructor(url: string, answer: string) {
    super(`${url}: ${answer}. The publisher is busy or blocks this client for now; the workflow tries again`);
    this.url = url;
  }
}

/** The publisher's answer cannot become a load: no retry helps. */
export class SourceNotUsable extends Error {
  override readonly name = 'SourceNotUsable';
  readonly url: string;
  constructor(url: string, answer: string) {
    super(
      `${url}: ${answer}. Look at the address by hand; if the publisher has moved, change the SSM parameter of the source's base URL`,
    );
    this.url = url;
  }
}

/** The contract refuses the month. */
export class MonthNotSupported extends Error {
  override readonly name = 'MonthNotSupported';
}

/** The ledger could not be read. */
export class LedgerUnavailable extends Error {
  override readonly name = 'LedgerUnavailable';
}
