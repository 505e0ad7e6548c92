import { acceptedSelect, endDay, firstDay, type JobState } from '@tlc-elt/contracts';
import type { EventType, Facets, RunEvent } from './event.ts';
import { EVENT_SCHEMA, type Facet, facet, PRODUCER } from './facet.ts';
import type { Ending, RunFacts, StateStay } from './facts.ts';
import { jobName } from './names.ts';
import { runIdOf } from './run-id.ts';
import { ingested, loaded, type ReadAndWritten, transformed, wholeRun } from './written.ts';

const NOTHING: ReadAndWritten = { inputs: [], outputs: [] };

/** Every event of a run and of its states as far as they are known, oldest first. */
export function lineageEvents(facts: RunFacts): RunEvent[] {
  const isLoaded = isLoadedBy(facts);
  const own = (type: EventType, at: Date, said = NOTHING, more: Facets = {}): RunEvent =>
    eventOf(facts, { type, at, said, more });
  return [
    own('START', facts.startedAt),
    ...facts.redrivenAt.map((at) => own('RUNNING', at)),
    ...facts.states.flatMap((stay) => stateEvents(facts, stay, isLoaded)),
    ...(facts.end
      ? [own(typeOf(facts.end), facts.end.at, wholeRun(facts, isLoaded), failed(facts.end, facts.failedIn))]
      : []),
  ].sort((one, other) => (one.eventTime < other.eventTime ? -1 : one.eventTime > other.eventTime ? 1 : 0));
}

/** A job can fail after its commit: what the ledger says counts more than how the state ended. */
const isLoadedBy = ({ load, states }: RunFacts): boolean =>
  load !== undefined ||
  states.some(({ state, end }) => state === 'LoadRedshift' && end?.status === 'SUCCEEDED');

const typeOf = ({ status }: Ending): EventType =>
  status === 'SUCCEEDED' ? 'COMPLETE' : status === 'ABORTED' ? 'ABORT' : 'FAIL';

function stateEvents(facts: RunFacts, { state, startedAt, end }: StateStay, isLoaded: boolean): RunEvent[] {
  const start = eventOf(facts, { state, type: 'START', at: startedAt, said: NOTHING, more: {} });
  if (end === undefined) return [start];
  const has = end.status === 'SUCCEEDED';
  const said: Readonly<Record<JobState, () => ReadAndWritten>> = {
    IngestRaw: () => ingested(facts, has),
    TransformTrips: () => transformed(facts, has),
    LoadRedshift: () => loaded(facts, isLoaded),
  };
  const ended = { state, type: typeOf(end), at: end.at, said: said[state](), more: failed(end, state) };
  return [start, eventOf(facts, ended)];
}

interface Happened {
  /** Undefined of the whole run. */
  readonly state?: JobState;
  readonly type: EventType;
  readonly at: Date;
  readonly said: ReadAndWritten;
  readonly more: Facets;
}

function eventOf(facts: RunFacts, { state, type, at, said, more }: Happened): RunEvent {
  const { executionArn, subject } = facts;
  return {
    eventType: type,
    eventTime: at.toISOString(),
    producer: PRODUCER,
    schemaURL: EVENT_SCHEMA,
    run: {
      runId: runIdOf(state === undefined ? executionArn : `${executionArn}/${state}`),
      facets: { ...runFacets(facts), ...(state === undefined ? {} : parentOf(facts)), ...more },
    },
    job: {
      ...jobName(executionArn, subject?.contract.dataset, state),
      facets: state === undefined ? workflowFacets() : stateFacets(facts, state),
    },
    ...said,
  };
}

function runFacets({ executionArn, subject }: RunFacts): Facets {
  const parameters = [{ key: 'execution_arn', value: executionArn }];
  const facets: Record<string, Facet> = {};
  if (subject !== undefined) {
    parameters.push(
      { key: 'dataset', value: subject.contract.dataset },
      { key: 'month', value: subject.month },
      { key: 'contract_version', value: String(subject.contract.version) },
    );
    facets.nominalTime = facet('NominalTimeRunFacet', {
      nominalStartTime: `${firstDay(subject.month)}T00:00:00Z`,
      nominalEndTime: `${endDay(subject.month)}T00:00:00Z`,
    });
  }
  return { ...facets, executionParameters: facet('ExecutionParametersRunFacet', { parameters }) };
}

function parentOf({ executionArn, subject }: RunFacts): Facets {
  const parent = {
    run: { runId: runIdOf(executionArn) },
    job: jobName(executionArn, subject?.contract.dataset),
  };
  return { parent: facet('ParentRunFacet', { ...parent, root: parent }) };
}

const jobType = (integration: string, type: 'DAG' | 'TASK'): Facet =>
  facet('JobTypeJobFacet', { processingType: 'BATCH', integration, jobType: type });

const workflowFacets = (): Facets => ({
  jobType: jobType('AWS_STEP_FUNCTIONS', 'DAG'),
  documentation: facet('DocumentationJobFacet', {
    description: 'A source month: from the publisher to the warehouse.',
  }),
});

const meanings: Readonly<Record<JobState, string>> = {
  IngestRaw: "The publisher's file to the raw bucket, byte for byte.",
  TransformTrips: 'Accepted and quarantined rows of the raw file.',
  LoadRedshift: 'The rows of the month in the warehouse are replaced, in one transaction.',
};

function stateFacets({ subject }: RunFacts, state: JobState): Facets {
  const facets: Record<string, Facet> = {
    jobType: jobType('AWS_GLUE', 'TASK'),
    documentation: facet('DocumentationJobFacet', { description: meanings[state] }),
  };
  if (state === 'TransformTrips' && subject !== undefined)
    facets.sql = facet('SQLJobFacet', { query: acceptedSelect(subject.contract).replace('{source}', 'raw') });
  return facets;
}

/** `errorMessage`, where the end has an error; the language is that of the state that it comes from. */
function failed({ status, failure }: Ending, state: string | undefined): Facets {
  if (status === 'SUCCEEDED') return {};
  const message = failure === undefined ? status : sentence(failure);
  const programmingLanguage = languages[state ?? ''] ?? 'AMAZON STATES LANGUAGE';
  return { errorMessage: facet('ErrorMessageRunFacet', { message, programmingLanguage }) };
}

const sentence = ({ error, message }: NonNullable<Ending['failure']>): string =>
  message === '' ? error : message.startsWith(`${error}: `) ? message : `${error}: ${message}`;

const languages: Readonly<Record<string, string>> = {
  CheckSource: 'TYPESCRIPT',
  AuditMonth: 'TYPESCRIPT',
  IngestRaw: 'PYTHON',
  TransformTrips: 'PYTHON',
  LoadRedshift: 'PYTHON',
};
