import {
  Dataset,
  datasets,
  type JobState,
  jobStates,
  PipelineInput,
  parseRunName,
  runPrefix,
  type SourceFile,
  type SourceMonth,
  type TransformReport,
} from '@tlc-elt/contracts';
import {
  type Failure,
  failingState,
  failureOf,
  planOf,
  readable,
  type Story,
  type Visit,
} from '@tlc-elt/executions';
import { type Buckets, manifestOf, parseJson, profileOf, reportsBelow } from '@tlc-elt/stored';
import type { Ending, Load, Places, RunFacts, StateStay } from './facts.ts';

/** An execution of the workflow, with its history. */
export interface Execution {
  readonly arn: string;
  readonly startedAt: Date;
  /** JSON text. */
  readonly input: string | undefined;
  readonly story: Story;
}

/** What is loaded of a run, as far as it is said; rows that are not are those of the attempt's report, as the audit found them. */
export type KnownLoad = Pick<Load, 'attempt' | 'loaded_at'> & Partial<Load>;

type Subject = NonNullable<RunFacts['subject']>;

/** Where the facts of a run are read. */
export interface Sources extends Buckets {
  readonly places: Places;
  /** The newest load of the run; undefined where it has loaded nothing. */
  loadOf(dataset: Dataset, month: SourceMonth, runId: string): Promise<KnownLoad | undefined>;
}

/** All that is known of a run, of what has been left of it so far. */
export async function factsOf(
  { arn, startedAt, input, story }: Execution,
  sources: Sources,
): Promise<RunFacts> {
  const runId = arn.split(':').at(-1) ?? '';
  const plan = planOf(story);
  const subject = subjectOf(runId, input);
  const states = statesOf(story);
  const source = plan !== undefined && 'source' in plan ? plan.source : undefined;
  const left = subject === undefined ? NOTHING : await leftOf(subject, runId, source, sources);
  const load = left.load ?? loadBy(states, left.report);
  return {
    executionArn: arn,
    startedAt: story.startedAt ?? startedAt,
    redrivenAt: story.redrivenAt,
    end: story.end && endingOf(story.end.status, story.end.at, failureOf(story)),
    failedIn: failingState(story)?.name,
    states,
    subject,
    places: sources.places,
    source,
    ...left,
    load,
  };
}

function subjectOf(runId: string, input: string | undefined): Subject | undefined {
  const named = parseRunName(runId) ?? PipelineInput.safeParse(parseJson(input)).data;
  const dataset = Dataset.safeParse(named?.dataset);
  return named && dataset.success ? { contract: datasets[dataset.data], month: named.month } : undefined;
}

/** What the jobs of a run have left. */
type Left = Pick<RunFacts, 'manifest' | 'report' | 'profile' | 'load'>;
const NOTHING: Left = { manifest: undefined, report: undefined, profile: undefined, load: undefined };

async function leftOf(
  { contract, month }: Subject,
  runId: string,
  source: SourceFile | undefined,
  { raw, processed, loadOf: knownLoadOf }: Sources,
): Promise<Left> {
  const known = await knownLoadOf(Dataset.parse(contract.dataset), month, runId);
  const reports = await reportsBelow(processed, runPrefix(contract, month, runId));
  // Where none was loaded, the newest, as LoadRedshift chooses.
  const report = reports.find(({ attempt }) => known === undefined || attempt === known.attempt);
  return {
    manifest: source && (await manifestOf(raw, contract, month, source.etag)),
    report,
    profile: report && (await profileOf(processed, contract, report)),
    load: known && loadOf(known, report),
  };
}

function loadOf(known: KnownLoad, report: TransformReport | undefined): Load {
  const accepted_rows = known.accepted_rows ?? report?.accepted_rows;
  return {
    ...known,
    accepted_rows,
    quarantined_rows: known.quarantined_rows ?? report?.quarantined_rows,
    loaded_rows: known.loaded_rows ?? accepted_rows,
  };
}

/** The load of a run whose LoadRedshift ended well: it loads the newest attempt, and its audit has counted the rows. */
function loadBy(states: readonly StateStay[], report: TransformReport | undefined): Load | undefined {
  const end = states.find(({ state }) => state === 'LoadRedshift')?.end;
  if (end?.status !== 'SUCCEEDED' || report === undefined) return undefined;
  return loadOf({ attempt: report.attempt, loaded_at: end.at }, report);
}

/** The states that run a job: a state that was entered again after a redrive is one, from its first entry to its last end. */
function statesOf(story: Story): StateStay[] {
  const byState = new Map<JobState, Visit[]>();
  for (const visit of story.visits) {
    const state = jobStates.find((name) => name === visit.name);
    if (state !== undefined) byState.set(state, [...(byState.get(state) ?? []), visit]);
  }
  return [...byState].flatMap(([state, visits]) => {
    const [first, last] = [visits[0], visits.at(-1)];
    if (first === undefined || last === undefined) return [];
    const failure = last.failure ?? (last.status === 'SUCCEEDED' ? undefined : story.end?.failure);
    const end = last.exitedAt && endingOf(last.status, last.exitedAt, failure && readable(failure));
    return [{ state, startedAt: first.enteredAt, end }];
  });
}

function endingOf(status: Visit['status'], at: Date, failure: Failure | undefined): Ending | undefined {
  if (status === 'RUNNING') return undefined;
  const said = status === 'SUCCEEDED' ? undefined : failure;
  return { status, at, failure: said && { error: said.error, message: said.cause } };
}
