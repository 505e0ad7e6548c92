import { BadExpression } from './fields.ts';

const DAY_MS = 24 * 3_600_000;

/** Clocks of one IANA time zone. A wall time is given as the epoch milliseconds that it would be in UTC. */
export class TimeZone {
  readonly #format: Intl.DateTimeFormat;

  /** Throws BadExpression on a zone that does not exist. */
  constructor(name: string) {
    try {
      this.#format = new Intl.DateTimeFormat('en-US', {
        timeZone: name,
        hourCycle: 'h23',
        era: 'short',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      });
    } catch {
      throw new BadExpression(`${name} is no time zone`);
    }
  }

  /** What the clocks show at an instant. */
  wallAt(instant: number): number {
    const parts = Object.fromEntries(
      this.#format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
    ) as { [type: string]: number };
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  }

  /** The first instant at which the clocks show this; undefined where they skip it in spring. */
  instantOf(wall: number): number | undefined {
    const offsets = [wall - DAY_MS, wall + DAY_MS].map((near) => this.wallAt(near) - near);
    return offsets
      .map((offset) => wall - offset)
      .filter((instant) => this.wallAt(instant) === wall)
      .sort((a, b) => a - b)[0];
  }
}
