import type { Campaign } from './campaign.ts';
import { executions } from './executions.ts';
import { kills, lockedWarehouse, statuses } from './months.ts';
import { interrupts, startsAtOnce } from './starts.ts';

/** Every campaign by its name. */
export const CAMPAIGNS: Readonly<Record<string, Campaign>> = {
  starts: startsAtOnce,
  interrupts,
  executions,
  statuses,
  warehouse: lockedWarehouse,
  kills,
};
