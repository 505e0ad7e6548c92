import {
  datasetOf,
  isLoaded,
  type MonthState,
  type MonthsPlan,
  type PlannedRun,
  planOfMonths,
} from '@tlc-elt/contracts';
import { fingerprintOf } from './fingerprint.ts';
import type { Known } from './known.ts';
import { stateOf } from './month-state.ts';

/** What of the months is run, besides those that are published and not loaded. */
export interface PlanSettings {
  /** Months that an older version of the contract loaded. */
  readonly outdated: boolean;
  readonly acceptQuarantine: boolean;
  readonly acceptOlder: boolean;
  readonly acceptShrink: boolean;
  readonly acceptRepublication: boolean;
  readonly acceptUnusual: boolean;
  /** Months that run at the same time. */
  readonly parallel: number;
}

/** Whether a month in a state is run; those that are not named never are. */
const isRun: { readonly [State in MonthState]?: (settings: PlanSettings, known: Known) => boolean } = {
  published: () => true,
  republished: () => true,
  outdated: ({ outdated }) => outdated,
  older: ({ acceptOlder }) => acceptOlder,
  held: ({ acceptRepublication }) => acceptRepublication,
  unusual: ({ acceptUnusual }) => acceptUnusual,
  // Held back, or loaded because somebody accepted it: then there is nothing to do.
  quarantined: ({ acceptQuarantine }, known) => acceptQuarantine && !hasThisFile(known),
};

const hasThisFile = ({ publication, loads: [newest] }: Known): boolean =>
  publication?.state === 'published' && newest !== undefined && isLoaded(publication.source, newest);

/** Decides what is done with the months, in their order. */
export function makePlan(
  months: readonly Known[],
  settings: PlanSettings,
  { stage, now }: { readonly stage: MonthsPlan['stage']; readonly now: Date },
  estimate: (known: Known) => PlannedRun['estimate'],
): MonthsPlan {
  const runs: PlannedRun[] = [];
  const others: MonthsPlan['others'] = [];
  for (const known of months) {
    const { dataset, month } = known;
    const state = stateOf(datasetOf(dataset), known, now);
    const fingerprint = fingerprintOf(known);
    if (fingerprint === undefined || !isRun[state]?.(settings, known)) others.push({ dataset, month, state });
    else
      runs.push({
        ...{ dataset, month, state },
        force: state === 'outdated',
        accept_quarantine: settings.acceptQuarantine,
        accept_older: settings.acceptOlder,
        accept_shrink: settings.acceptShrink,
        accept_republication: settings.acceptRepublication,
        ...(settings.acceptUnusual ? { accept_unusual: true as const } : {}),
        ...{ fingerprint, estimate: estimate(known) },
      });
  }
  const { parallel } = settings;
  return planOfMonths({ version: 1, made_at: now.toISOString(), stage, parallel, runs, others });
}
