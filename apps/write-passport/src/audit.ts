import {
  canBeJudged,
  type DriftKind,
  datasetOf,
  drift,
  PipelineError,
  type RunPlan,
  runPrefix,
} from '@tlc-elt/contracts';
import { type Bucket, profileOf, reportsBelow } from '@tlc-elt/stored';
import { ledgerCopies } from './ledger-copies.ts';
import { monthsBefore } from './months-before.ts';

/** Oddities that a message names; the passport has all. */
const NAMED = 5;

type LoadPlan = Extract<RunPlan, { outcome: 'load' }>;

/** What of the month is odd, besides what the load stops on: by kind. */
export interface Audited {
  readonly odd: readonly DriftKind[];
}

/** Compares the rows that a run is about to load with the months before; throws MonthUnusual where they are odd in what `stop_on` says. */
export async function auditMonth(processed: Bucket, plan: LoadPlan): Promise<Audited> {
  const { dataset, month, run_id, stop_on } = plan;
  const contract = datasetOf(dataset);
  // LoadRedshift would load the run's newest attempt.
  const [report] = await reportsBelow(processed, runPrefix(contract, month, run_id));
  const profile = report && (await profileOf(processed, contract, report));
  if (report === undefined || profile === undefined)
    throw new PipelineError(
      'LoadFailed',
      `${run_id} has left no profile of ${month}: TransformTrips has not ended`,
      { month },
    );
  if (!canBeJudged(profile)) return { odd: [] };
  const copies = await ledgerCopies(processed, dataset, month);
  const before = copies.filter(({ source_month }) => source_month !== month);
  const history = await monthsBefore(processed, contract, before, report.generated);
  const found = drift(
    contract,
    profile,
    history.map((each) => each.profile),
  );
  const stopping = found.filter(({ kind }) => stop_on.includes(kind));
  if (stopping.length === 0) return { odd: [...new Set(found.map(({ kind }) => kind))] };
  const kinds = [...new Set(stopping.map(({ kind }) => kind))];
  const more = stopping.length > NAMED ? ` And ${stopping.length - NAMED} more.` : '';
  const sentences = stopping.slice(0, NAMED).map(({ sentence }) => sentence);
  throw new PipelineError(
    'MonthUnusual',
    `${dataset} ${month} is odd in ${kinds.join(', ')}: ${sentences.join(' ')}${more}`,
    { month },
  );
}
