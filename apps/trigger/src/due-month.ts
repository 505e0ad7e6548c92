import { addMonths, type SourceMonth, sourceMonth } from '@tlc-elt/contracts';

/** The TLC publishes about two months late: the month before the last is due. */
const MONTHS_LATE = 2;

const newYork = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York',
  year: 'numeric',
  month: '2-digit',
});

/** The month that is due at a time: two months before New York's month. */
export function dueMonth(scheduledTime: Date): SourceMonth {
  const parts = Object.fromEntries(
    newYork.formatToParts(scheduledTime).map(({ type, value }) => [type, value]),
  );
  return addMonths(sourceMonth(`${parts.year}-${parts.month}`), -MONTHS_LATE);
}
