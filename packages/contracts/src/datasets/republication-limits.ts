import type { RepublicationLimits } from '../dataset/contract.ts';

/**
 * What a publisher corrects are late records, and a column of some trips. A twentieth of a month, or a fiftieth of its
 * money, is another thing: a column computed anew, a vendor or a day lost or doubled, another unit. It may be right, and
 * then somebody should know before the numbers of the month change.
 */
export const republicationLimits: RepublicationLimits = { rows: 1000, share: 0.05, moneyShare: 0.02 };
