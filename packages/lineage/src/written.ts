import type { TransformReport } from '@tlc-elt/contracts';
import {
  columnLineage,
  copiedColumns,
  copiedQuarantine,
  eraOf,
  filterOf,
  quarantineFileColumns,
  quarantineTableColumns,
  tripColumns,
} from './columns.ts';
import {
  type Described,
  publishedFile,
  quarantineCopy,
  quarantineFiles,
  quarantineTable,
  rawFile,
  spelling,
  tripFiles,
  tripsTable,
} from './datasets.ts';
import type { Facets, InputDataset, OutputDataset } from './event.ts';
import { facet } from './facet.ts';
import type { RunFacts } from './facts.ts';
import { accountAssertion, auditAssertion, metricsOf, ruleAssertions, tested } from './quality.ts';

/** What a run, or a state of it, read and wrote. */
export interface ReadAndWritten {
  readonly inputs: readonly InputDataset[];
  readonly outputs: readonly OutputDataset[];
}

type Change = 'CREATE' | 'OVERWRITE';
type Files = TransformReport['trips'];

const input = (of: Described | undefined, inputFacets: Facets): InputDataset[] =>
  of === undefined ? [] : [{ ...of, inputFacets }];

function output(
  of: Described | undefined,
  change: Change,
  facets: Facets,
  outputFacets: Facets,
): OutputDataset[] {
  if (of === undefined) return [];
  const lifecycleStateChange = facet('LifecycleStateChangeDatasetFacet', { lifecycleStateChange: change });
  return [{ ...of, facets: { ...of.facets, lifecycleStateChange, ...facets }, outputFacets }];
}

interface Amount {
  readonly rowCount: number;
  readonly size?: number;
  readonly fileCount?: number;
}
const written = (amount: Amount): Facets => ({
  outputStatistics: facet('OutputStatisticsOutputDatasetFacet', { ...amount }),
});
const read = (amount: Amount): Facets => ({
  inputStatistics: facet('InputStatisticsInputDatasetFacet', { ...amount }),
});
const amountOf = (files: Files): Amount => ({
  rowCount: files.reduce((sum, { rows }) => sum + rows, 0),
  size: files.reduce((sum, { bytes }) => sum + bytes, 0),
  fileCount: files.length,
});
const amountOfFile = ({ manifest }: RunFacts): Amount | undefined =>
  manifest && { rowCount: manifest.rows, size: manifest.bytes, fileCount: 1 };

/** IngestRaw: the publisher's file to raw, byte for byte. */
export function ingested(facts: RunFacts, isWritten: boolean): ReadAndWritten {
  const from = publishedFile(facts);
  const amount = isWritten ? amountOfFile(facts) : undefined;
  const fields = facts.manifest?.physical_schema ?? eraOf(facts)?.columns ?? [];
  const lineage = from && { columnLineage: columnLineage(from, spelling(facts), copiedColumns(fields)) };
  return {
    inputs: input(from, amount ? read(amount) : {}),
    outputs: isWritten ? output(rawFile(facts), 'CREATE', lineage ?? {}, amount ? written(amount) : {}) : [],
  };
}

/** TransformTrips: raw to accepted and quarantined rows. */
export function transformed(facts: RunFacts, isWritten: boolean): ReadAndWritten {
  const { report } = facts;
  const from = rawFile(facts);
  const done = isWritten ? report : undefined;
  const tests = tested(ruleAssertions(facts, eraOf(facts), spelling(facts)), accountAssertion(facts));
  const amount = amountOfFile(facts);
  return {
    inputs: input(from, { ...(amount ? read(amount) : {}), ...(done ? tests : {}) }),
    outputs: done ? transformOutputs(facts, from, done) : [],
  };
}

function transformOutputs(
  facts: RunFacts,
  from: Described | undefined,
  report: TransformReport,
): OutputDataset[] {
  const [trips, rows, copy] = judgedLineage(facts, from);
  return [
    ...output(
      tripFiles(facts),
      'CREATE',
      { ...trips, ...metricsOf(facts.profile) },
      written(amountOf(report.trips)),
    ),
    ...output(quarantineFiles(facts), 'CREATE', rows, written(amountOf(report.quarantine))),
    ...output(quarantineCopy(facts), 'CREATE', copy, written(amountOf(report.quarantine_copy))),
  ];
}

/** Column lineage of trips, quarantined rows, and those as the warehouse has them, from the published columns. */
function judgedLineage(
  facts: RunFacts,
  from: Described | undefined,
): [trips: Facets, rows: Facets, copy: Facets] {
  const contract = facts.subject?.contract;
  const era = eraOf(facts);
  if (contract === undefined || era === undefined || from === undefined) return [{}, {}, {}];
  const filter = filterOf(contract, era);
  const lineages = [tripColumns, quarantineFileColumns, quarantineTableColumns].map((columns): Facets => {
    return { columnLineage: columnLineage(from, spelling(facts), columns(contract, era), filter) };
  });
  return lineages as [Facets, Facets, Facets];
}

const asIs = (name: string): string => name;

/** LoadRedshift: both kinds of rows to their tables. */
export function loaded(facts: RunFacts, isWritten: boolean): ReadAndWritten {
  const { report, subject } = facts;
  const [trips, rejected] = [tripFiles(facts), quarantineCopy(facts)];
  const inputs = [
    ...input(trips, { ...(report ? read(amountOf(report.trips)) : {}), ...tested(auditAssertion(facts)) }),
    ...input(rejected, report ? read(amountOf(report.quarantine_copy)) : {}),
  ];
  if (!isWritten) return { inputs, outputs: [] };
  const copied = (from: Described | undefined, columns: ReturnType<typeof copiedColumns>): Facets =>
    from === undefined ? {} : { columnLineage: columnLineage(from, asIs, columns) };
  const columns = copiedColumns(subject?.contract.columns ?? []);
  return {
    inputs,
    outputs: tableOutputs(facts, copied(trips, columns), copied(rejected, copiedQuarantine())),
  };
}

/** The whole run: from the publisher's file to the tables. */
export function wholeRun(facts: RunFacts, isWritten: boolean): ReadAndWritten {
  const from = publishedFile(facts);
  const amount = amountOfFile(facts);
  const tests = tested(
    ruleAssertions(facts, eraOf(facts), spelling(facts)),
    accountAssertion(facts),
    auditAssertion(facts),
  );
  const inputs = input(from, { ...(amount ? read(amount) : {}), ...tests });
  if (!isWritten) return { inputs, outputs: [] };
  const [trips, , quarantine] = judgedLineage(facts, from);
  return { inputs, outputs: tableOutputs(facts, trips, quarantine) };
}

function tableOutputs(facts: RunFacts, trips: Facets, quarantine: Facets): OutputDataset[] {
  const { load, profile } = facts;
  const count = (rowCount: number | undefined): Facets =>
    rowCount === undefined ? {} : written({ rowCount });
  return [
    ...output(
      tripsTable(facts),
      'OVERWRITE',
      { ...trips, ...metricsOf(profile, load?.loaded_at) },
      count(load?.loaded_rows),
    ),
    ...output(quarantineTable(facts), 'OVERWRITE', quarantine, count(load?.quarantined_rows)),
  ];
}
