import { addMonths, type DatasetContract, type SourceMonth, sourceMonth } from '@tlc-elt/contracts';

/** The first month whose era the contract does not refuse. */
export function firstLoadable(contract: DatasetContract): SourceMonth {
  return contract.eras.find(({ refused }) => refused === undefined)?.from ?? contract.firstMonth;
}

/** The month that lies `back` months before the current one in New York; by default the newest that has ended. */
export function lastEnded(now: Date, back = 1): SourceMonth {
  // The locale of Sweden writes dates as ISO 8601 does.
  const today = now.toLocaleDateString('sv-SE', { timeZone: 'America/New_York' });
  return addMonths(sourceMonth(today.slice(0, 7)), -back);
}
