import { attemptPrefix, type ColumnContract, quarantineColumns, rawFileKey } from '@tlc-elt/contracts';
import { eraOf } from './columns.ts';
import type { Facets } from './event.ts';
import { type Facet, facet } from './facet.ts';
import type { RunFacts } from './facts.ts';
import { type DatasetName, objectName, publishedName, tableName } from './names.ts';

/** A dataset before anything is said of what the run did with it. */
export interface Described extends DatasetName {
  readonly facets: Facets;
}

interface Field {
  readonly name: string;
  readonly type?: string;
  readonly description?: string;
}

function described(
  name: DatasetName,
  kind: 'FILE' | 'TABLE',
  fields: readonly Field[],
  version?: string,
): Described {
  const facets: Record<string, Facet> = {
    dataSource: facet('DatasourceDatasetFacet', { name: name.namespace, uri: name.namespace }),
    datasetType: facet('DatasetTypeDatasetFacet', { datasetType: kind }),
  };
  if (fields.length > 0)
    facets.schema = facet('SchemaDatasetFacet', {
      fields: fields.map((field, index) => ({ ...field, ordinal_position: index + 1 })),
    });
  if (version !== undefined)
    facets.version = facet('DatasetVersionDatasetFacet', { datasetVersion: version });
  return { ...name, facets };
}

/** Columns of the published file: as it has them, or as far as its era tells. */
const fileFields = (facts: RunFacts): readonly Field[] =>
  facts.manifest?.physical_schema ?? eraOf(facts)?.columns.map(({ name }) => ({ name })) ?? [];

/** How the published file spells a column. */
export const spelling =
  (facts: RunFacts) =>
  (name: string): string =>
    fileFields(facts).find((field) => field.name.toLowerCase() === name.toLowerCase())?.name ?? name;

const fieldOf = ({ name, type, description }: ColumnContract): Field => ({ name, type, description });

/** The publisher's file; undefined where CheckSource found none. */
export const publishedFile = (facts: RunFacts): Described | undefined =>
  facts.source && described(publishedName(facts.source.url), 'FILE', fileFields(facts), facts.source.etag);

/** The same bytes in the raw bucket. */
export function rawFile(facts: RunFacts): Described | undefined {
  const { subject, source, manifest, places } = facts;
  if (subject === undefined || source === undefined) return undefined;
  const key = manifest?.key ?? rawFileKey(subject.contract, subject.month, source.etag);
  return described(
    objectName(manifest?.bucket ?? places.rawBucket, key),
    'FILE',
    fileFields(facts),
    manifest?.sha256 ?? source.etag,
  );
}

/** A folder of the attempt of TransformTrips; undefined where no attempt came to its report. */
function attemptFolder(facts: RunFacts, folder: string, fields: readonly Field[]): Described | undefined {
  const { subject, report } = facts;
  if (subject === undefined || report === undefined) return undefined;
  const prefix = attemptPrefix(subject.contract, subject.month, report.run_id, report.attempt);
  return described(objectName(report.bucket, `${prefix}${folder}`), 'FILE', fields, report.attempt);
}

export const tripFiles = (facts: RunFacts): Described | undefined =>
  attemptFolder(facts, 'trips', facts.subject?.contract.columns.map(fieldOf) ?? []);

/** The rejected rows as they were published. */
export const quarantineFiles = (facts: RunFacts): Described | undefined =>
  attemptFolder(facts, 'quarantine', [
    ...fileFields(facts),
    ...quarantineColumns.filter(({ name }) => name !== 'source_row').map(fieldOf),
  ]);

/** The rejected rows in the columns of the warehouse. */
export const quarantineCopy = (facts: RunFacts): Described | undefined =>
  attemptFolder(facts, 'quarantine_copy', quarantineColumns.map(fieldOf));

const table = (facts: RunFacts, name: string, columns: readonly ColumnContract[]): Described =>
  described(
    tableName(facts.executionArn, facts.places, name),
    'TABLE',
    columns.map(fieldOf),
    facts.load && versionOf(facts),
  );

/** A load changes a table, and is told from others by run and attempt. */
const versionOf = ({ executionArn, load }: RunFacts): string =>
  `${executionArn.split(':').at(-1)}/${load?.attempt}`;

export const tripsTable = (facts: RunFacts): Described | undefined =>
  facts.subject && table(facts, facts.subject.contract.table, facts.subject.contract.columns);

export const quarantineTable = (facts: RunFacts): Described | undefined =>
  facts.subject && table(facts, facts.subject.contract.quarantineTable, quarantineColumns);
