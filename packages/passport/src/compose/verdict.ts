import { canBeJudged, type DatasetContract, deadlineOf, HISTORY } from '@tlc-elt/contracts';
import type { Drift, Passport } from '../passport.ts';
import type { Load, Proved } from './known.ts';

/** Findings that the verdict names itself. */
const NAMED = 5;

/** The month in a sentence: proved or not, late or not, usual or not; and why. */
export function verdictOf(
  contract: DatasetContract,
  load: Load,
  { problems }: Proved,
  drift: readonly Drift[],
  months: number,
): Passport['verdict'] {
  const late = lateness(contract, load);
  if (problems.length > 0)
    return {
      judgement: 'not proved',
      sentence: `${problems.length === 1 ? 'One thing is' : `${problems.length} things are`} not as the load left ${problems.length === 1 ? 'it' : 'them'}.`,
      reasons: [...problems.slice(0, NAMED), ...late],
    };
  if (drift.length === 0)
    return {
      judgement: 'usual',
      sentence: `Every row is accounted for${compared(load.accepted_rows, months)}.`,
      reasons: late,
    };
  return {
    judgement: 'unusual',
    sentence: `Every row is accounted for, but ${drift.length === 1 ? 'one thing differs' : `${drift.length} things differ`} from what is usual.`,
    reasons: [...drift.slice(0, NAMED).map(({ sentence }) => sentence), ...late],
  };
}

/** What the month was compared with, where nothing was found: too little says nothing of what is usual. */
function compared(rows: number, months: number): string {
  if (!canBeJudged({ rows })) return `; ${rows} rows are too few to say what is usual`;
  if (months === 0) return '; there is no month before to compare with';
  if (months < HISTORY.least)
    return `, and no day differs; ${months === 1 ? 'one month before is' : `${months} months before are`} too few to say what is usual`;
  return ', and nothing differs by more than months do';
}

/** Whether the publisher was later than the contract's deadline; what is generated has no date. */
function lateness(
  contract: DatasetContract,
  { source_month, source_last_modified, generated }: Load,
): string[] {
  const published = new Date(`${source_last_modified.replace(' ', 'T')}Z`);
  if (generated || published <= deadlineOf(contract, source_month)) return [];
  return [
    `Published on ${source_last_modified.slice(0, 10)}: late, more than ${contract.publicationDeadlineDays} days after the month.`,
  ];
}
