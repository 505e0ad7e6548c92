import type { DatasetContract } from '../dataset/contract.ts';
import { addMonths, type SourceMonth, sourceMonth } from '../input/month.ts';

/** The clock by which months end and the schedule fires: the TLC's. */
export const TIME_ZONE = 'America/New_York';
/** When the schedule asks for the months that are due. */
export const SCHEDULE = 'cron(0 6 5 * ? *)';

/** The month in New York at a time, or the one `n` months later (earlier where negative). */
export function monthAt(time: Date, n = 0): SourceMonth {
  // The locale of Sweden writes dates as ISO 8601 does.
  const today = time.toLocaleDateString('sv-SE', { timeZone: TIME_ZONE });
  return addMonths(sourceMonth(today.slice(0, 7)), n);
}

/** The newest month that the publisher should have at a time. */
export const dueMonth = (contract: DatasetContract, time: Date): SourceMonth =>
  monthAt(time, -contract.monthsLate);
