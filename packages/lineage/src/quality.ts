import type { DatasetContract, Era, Profile, Rule } from '@tlc-elt/contracts';
import { ruleSources } from '@tlc-elt/contracts';
import { type Facet, facet } from './facet.ts';
import type { RunFacts } from './facts.ts';

interface Assertion {
  readonly assertion: string;
  readonly success: boolean;
  readonly [member: string]: unknown;
}

const assertions = (all: readonly Assertion[]): Facet =>
  facet('DataQualityAssertionsDatasetFacet', { assertions: all });

/** Each rule of the contract, over the rows of a published file; `spelled` as the file names its columns. */
export function ruleAssertions(
  { subject, report }: RunFacts,
  era: Era | undefined,
  spelled: (name: string) => string,
): Assertion[] {
  if (subject === undefined || report === undefined) return [];
  const { contract } = subject;
  return contract.rules
    .filter(({ name }) => report.quarantine_by_rule[name] !== undefined)
    .map((rule) => {
      const broken = report.quarantine_by_rule[rule.name] ?? 0;
      return { ...described(contract, era, rule, spelled), ...judgedBy('0', broken, 'warn') };
    });
}

function described(
  contract: DatasetContract,
  era: Era | undefined,
  rule: Rule,
  spelled: (name: string) => string,
) {
  const [column, ...others] = era === undefined ? [] : ruleSources(contract, era, [rule]);
  return {
    assertion: 'custom_sql',
    name: rule.name,
    description: rule.sentence,
    content: rule.sql,
    contentType: 'sql',
    ...(column !== undefined && others.length === 0 ? { column: spelled(column) } : {}),
  };
}

/** A broken rule takes a row out (`warn`); a broken audit stops the load (`error`). */
const judgedBy = (expected: string, found: number, severity: 'warn' | 'error') => ({
  success: expected === String(found),
  expected,
  actual: String(found),
  severity,
});

/** Every row of the file is accepted or quarantined. */
export function accountAssertion({ manifest, report }: RunFacts): Assertion[] {
  if (report === undefined) return [];
  return [
    {
      assertion: 'row_count',
      name: 'rows_accounted_for',
      description: 'Accepted and quarantined rows are those of the file, by its footer.',
      ...judgedBy(
        String(manifest?.rows ?? report.source_rows),
        report.accepted_rows + report.quarantined_rows,
        'error',
      ),
    },
  ];
}

/** The audit of the load's transaction: the table has what was accepted. */
export function auditAssertion({ report, load }: RunFacts): Assertion[] {
  if (report === undefined || load?.loaded_rows === undefined) return [];
  return [
    {
      assertion: 'row_count',
      name: 'loaded_rows',
      description: 'The table has as many rows of the month as were accepted.',
      ...judgedBy(String(report.accepted_rows), load.loaded_rows, 'error'),
    },
  ];
}

/** `dataQualityAssertions` of an input; none where nothing was tested. */
export const tested = (...groups: readonly (readonly Assertion[])[]): Readonly<Record<string, Facet>> => {
  const all = groups.flat();
  return all.length === 0 ? {} : { dataQualityAssertions: assertions(all) };
};

/** `dataQualityMetrics` of the accepted rows of the month. */
export function metricsOf(profile: Profile | undefined, loadedAt?: Date): Readonly<Record<string, Facet>> {
  if (profile === undefined) return {};
  const columnMetrics = Object.fromEntries(
    Object.entries(profile.nulls).map(([column, nullCount]) => [
      column,
      { nullCount, count: profile.rows - nullCount },
    ]),
  );
  return {
    dataQualityMetrics: facet('DataQualityMetricsDatasetFacet', {
      rowCount: profile.rows,
      columnMetrics,
      ...(loadedAt === undefined ? {} : { lastUpdated: loadedAt.toISOString() }),
    }),
  };
}
