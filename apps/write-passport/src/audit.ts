import {
  canBeJudged,
  type DriftKind,
  datasetOf,
  drift,
  isTransformReportKey,
  PipelineError,
  type RunPlan,
  runPrefix,
  TransformReport,
} from '@tlc-elt/contracts';
import { type Bucket, parseJson, profileOf } from '@tlc-elt/passport/read';
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
  const report = await newestReport(processed, plan);
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

/** The report of the attempt that LoadRedshift would load: the run's newest one. */
async function newestReport(
  processed: Bucket,
  { dataset, month, run_id }: LoadPlan,
): Promise<TransformReport | undefined> {
  const keys = (await processed.keys(runPrefix(datasetOf(dataset), month, run_id))).filter(
    isTransformReportKey,
  );
  const texts = await Promise.all(keys.map((key) => processed.text(key)));
  const reports = texts.flatMap((text) => TransformReport.safeParse(parseJson(text)).data ?? []);
  return reports.toSorted((one, other) => Date.parse(other.written_at) - Date.parse(one.written_at))[0];
}
