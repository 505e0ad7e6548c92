import {
  acceptedTypes,
  type ColumnContract,
  type Dataset,
  type DatasetContract,
  datasets,
  type Era,
  eraOfMonth,
  type QuarantineLimits,
  type Rule,
  type SourceMonth,
} from '@tlc-elt/contracts';
import type { View } from '../../command.ts';
import { Failed } from '../../errors.ts';
import { table } from '../../terminal/table.ts';

/** Where a source column of an era goes. */
export interface Mapping {
  readonly source: string;
  readonly types: string;
  /** Null where the table has no column for it: it is kept in raw, and in the quarantine. */
  readonly column: string | null;
  readonly column_type: ColumnContract['type'] | null;
}

export interface EraView {
  readonly name: string;
  readonly from: SourceMonth;
  readonly to: SourceMonth | null;
  /** Why its files are refused; null where they are loaded. */
  readonly refused: string | null;
  readonly mapping: readonly Mapping[];
}

export interface Options {
  readonly dataset: Dataset;
  /** Only the era of this month. */
  readonly month: SourceMonth | undefined;
}

export interface Result {
  readonly dataset: string;
  readonly version: number;
  readonly table: string;
  readonly month: SourceMonth | null;
  readonly eras: readonly EraView[];
  readonly rules: readonly Pick<Rule, 'name' | 'sentence'>[];
  readonly quarantine_limits: QuarantineLimits;
  readonly publication_deadline_days: number;
}

export async function run({ dataset, month }: Options): Promise<Result> {
  return viewOf(datasets[dataset], month);
}

/** What a contract says, of all eras or of the era of a month. */
export function viewOf(contract: DatasetContract, month: SourceMonth | undefined): Result {
  const era = month === undefined ? undefined : eraOfMonth(contract, month);
  if (month !== undefined && era === undefined)
    throw new Failed(`the contract has no era for ${month}: it begins with ${contract.firstMonth}`);
  return {
    dataset: contract.dataset,
    version: contract.version,
    table: contract.table,
    month: month ?? null,
    eras: (era ? [era] : contract.eras).map((each) => eraView(each, contract)),
    rules: contract.rules.map(({ name, sentence }) => ({ name, sentence })),
    quarantine_limits: contract.quarantineLimits,
    publication_deadline_days: contract.publicationDeadlineDays,
  };
}

const eraView = (era: Era, contract: DatasetContract): EraView => ({
  name: era.name,
  from: era.from,
  to: era.to ?? null,
  refused: era.refused ?? null,
  mapping: era.columns.map((source) => {
    const column = contract.columns.find((candidate) => candidate.source === source.name);
    return {
      source: source.name,
      types: acceptedTypes(contract, source).expected,
      column: column?.name ?? null,
      column_type: column?.type ?? null,
    };
  }),
});

/** Eras in a line each, or the mapping of one; then rules and limits. */
export function render(result: Result, view: View): string {
  const { dataset, version, eras, rules, quarantine_limits: limits } = result;
  const [only] = eras;
  return [
    view.style.bold(`${dataset}, contract version ${version}, table ${result.table}`),
    result.month !== null && only ? renderEra(only, view) : renderEras(eras, view),
    table<(typeof rules)[number]>(
      [
        { title: 'rule', value: ({ name }) => name },
        { title: 'a row is accepted where', value: ({ sentence }) => sentence },
      ],
      rules,
    ),
    `A load stops where more than ${limits.maxShare * 100} % of the rows are quarantined, or more than ` +
      `${limits.timesMedian} × the median of the last ${limits.medianOf} loaded months.\n` +
      `A month is overdue ${result.publication_deadline_days} days after its end.`,
  ].join('\n\n');
}

const span = ({ from, to }: EraView): string => `${from} … ${to ?? ''}`;

const renderEras = (eras: readonly EraView[], { style, hint }: View): string =>
  `${table<EraView>(
    [
      { title: 'era', value: ({ name }) => name },
      { title: 'months', value: span },
      { title: 'columns', value: ({ mapping }) => String(mapping.length), align: 'right' },
      {
        title: '',
        value: ({ refused }) => (refused === null ? style.green('loaded') : style.red(`refused: ${refused}`)),
      },
    ],
    eras,
  )}\n\nnext:  ${hint('contract show 2024-09')} shows the mapping of a month`;

function renderEra(era: EraView, { style }: View): string {
  const head = `era ${era.name} (${span(era)})`;
  if (era.refused !== null) return `${head}\n${style.red('refused')}: ${era.refused}`;
  const mapping = table<Mapping>(
    [
      { title: 'source column', value: ({ source }) => source },
      { title: 'types', value: ({ types }) => types },
      { title: 'column', value: ({ column }) => column ?? style.dim('not in the table') },
      { title: 'type', value: ({ column_type }) => column_type ?? '' },
    ],
    era.mapping,
  );
  return `${head}\n\n${mapping}`;
}
