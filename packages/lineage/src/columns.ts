import {
  columnOrigins,
  type DatasetContract,
  type Era,
  eraOfMonth,
  quarantineColumns,
  ruleSources,
} from '@tlc-elt/contracts';
import { type Facet, facet } from './facet.ts';
import type { RunFacts } from './facts.ts';
import type { DatasetName } from './names.ts';

/** A column of the output, the columns of the input that it is made of, and how. */
interface Column {
  readonly name: string;
  readonly from: readonly string[];
  readonly how: string;
  readonly kind: Kind;
}
type Kind = 'IDENTITY' | 'TRANSFORMATION' | 'CONDITION';

/** The era of the run's file: by what the file has, else by its month. */
export function eraOf({ subject, manifest }: RunFacts): Era | undefined {
  if (subject === undefined) return undefined;
  const known = subject.contract.eras.find(({ name }) => name === manifest?.era);
  return known ?? eraOfMonth(subject.contract, subject.month);
}

/** The columns of the trips, of the file that they are selected from. */
export function tripColumns(contract: DatasetContract, era: Era): Column[] {
  return columnOrigins(contract, era).map(({ column, sources, sql }) => ({
    name: column,
    from: sources,
    how: sql,
    kind: sources[0] === sql ? 'IDENTITY' : 'TRANSFORMATION',
  }));
}

const made = (name: string, how: string): Column => ({ name, from: [], how, kind: 'TRANSFORMATION' });

/** What both forms of the quarantine have beside the row itself. */
const judged = (contract: DatasetContract, era: Era): Column[] => [
  made('source_month', 'the month of the run'),
  made('run_id', 'the name of the execution'),
  {
    name: 'broken_rules',
    from: ruleSources(contract, era),
    how: 'names of the rules that the row breaks',
    kind: 'CONDITION',
  },
];

/** The columns of the quarantine files: the rows as published, and what was judged. */
export const quarantineFileColumns = (contract: DatasetContract, era: Era): Column[] => [
  ...era.columns.map(({ name }): Column => ({ name, from: [name], how: name, kind: 'IDENTITY' })),
  ...judged(contract, era),
];

/** The columns of the quarantine table. */
export const quarantineTableColumns = (contract: DatasetContract, era: Era): Column[] => [
  ...judged(contract, era),
  {
    name: 'source_row',
    from: era.columns.map(({ name }) => name),
    how: 'the whole row as a JSON object',
    kind: 'TRANSFORMATION',
  },
];

/** Columns that COPY takes as they are. */
export const copiedColumns = (columns: readonly { readonly name: string }[]): Column[] =>
  columns.map(({ name }) => ({ name, from: [name], how: name, kind: 'IDENTITY' }));

export const copiedQuarantine = (): Column[] => copiedColumns(quarantineColumns);

/** What decides which rows of the file go to the trips, and which to the quarantine. */
export const filterOf = (contract: DatasetContract, era: Era): { columns: string[]; how: string } => ({
  columns: ruleSources(contract, era),
  how: contract.rules.map(({ sql }) => sql).join(' AND '),
});

/** `columnLineage`: names of input columns as the input's own schema spells them. */
export function columnLineage(
  input: DatasetName,
  spelled: (name: string) => string,
  columns: readonly Column[],
  filter?: ReturnType<typeof filterOf>,
): Facet {
  const field = (name: string, transformation: Readonly<Record<string, unknown>>) => ({
    namespace: input.namespace,
    name: input.name,
    field: spelled(name),
    transformations: [{ ...transformation, masking: false }],
  });
  const fields = columns.map(({ name, from, how, kind }) => {
    const type = kind === 'CONDITION' ? 'INDIRECT' : 'DIRECT';
    const inputFields = from.map((source) => field(source, { type, subtype: kind, description: how }));
    return [name, { inputFields, transformationDescription: how, transformationType: kind }];
  });
  const filtered = filter?.columns.map((name) =>
    field(name, { type: 'INDIRECT', subtype: 'FILTER', description: filter.how }),
  );
  return facet('ColumnLineageDatasetFacet', {
    fields: Object.fromEntries(fields),
    ...(filtered === undefined ? {} : { dataset: filtered }),
  });
}
