import {
  type DatasetContract,
  deadlineOf,
  eraOfMonth,
  isLoaded,
  isOlder,
  type LedgerRow,
  type MonthState,
  type Publication,
  type SourceMonth,
} from '@tlc-elt/contracts';
import type { Known } from './known.ts';
import { isOverLimit } from './quarantine-limit.ts';

type Judged = Pick<Known, 'month' | 'loads' | 'publication'> & Partial<Known>;

/** States in which the next run would meet the limit that stopped the last one. */
const HELD: readonly MonthState[] = ['published', 'republished', 'not_loaded'];

/** The state of a month. */
export function stateOf(contract: DatasetContract, known: Judged, now: Date): MonthState {
  const { loads, ofDataset = [], publication, running, unreadableLoads = 0, error } = known;
  const [newest] = loads;
  if (running !== undefined) return 'running';
  if (unreadableLoads > 0 && !newest) return 'unreadable';
  const loaded = newest && stateOfLoad(contract, newest, ofDataset);
  const state = publication
    ? ofPublication(contract, known.month, publication, newest, now)
    : isSupported(contract, known.month)
      ? 'not_loaded'
      : 'not_supported';
  if (loaded !== undefined && (publication === undefined || state === 'loaded')) return loaded;
  if (error === 'RepublicationHeld' && state === 'republished') return 'held';
  if (error === 'MonthUnusual' && HELD.includes(state)) return 'unusual';
  return error === 'QuarantineLimitExceeded' && HELD.includes(state) ? 'quarantined' : state;
}

function stateOfLoad(
  contract: DatasetContract,
  newest: LedgerRow,
  ofDataset: readonly LedgerRow[],
): MonthState {
  if (newest.contract_version < contract.version) return 'outdated';
  return isOverLimit(contract, newest, ofDataset) ? 'quarantined' : 'loaded';
}

function ofPublication(
  contract: DatasetContract,
  month: SourceMonth,
  publication: Publication,
  newest: LedgerRow | undefined,
  now: Date,
): MonthState {
  if (publication.state === 'unavailable' || publication.state === 'not_usable') return 'unknown';
  if (newest === undefined && !isSupported(contract, month)) return 'not_supported';
  if (publication.state === 'published') {
    if (!newest) return 'published';
    if (isLoaded(publication.source, newest)) return 'loaded';
    return !newest.generated && isOlder(publication.source, newest) ? 'older' : 'republished';
  }
  if (newest) return 'withdrawn';
  return now >= deadlineOf(contract, month) ? 'overdue' : 'not_published';
}

/** Whether the contract can load the month, whatever the publisher has. */
export function isSupported(contract: DatasetContract, month: SourceMonth): boolean {
  const era = eraOfMonth(contract, month);
  return month >= contract.firstMonth && era !== undefined && era.refused === undefined;
}
