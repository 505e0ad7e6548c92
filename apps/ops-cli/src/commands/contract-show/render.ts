import type { View } from '../../command.ts';
import { table } from '../../terminal/table.ts';
import type { ContractShowResult, EraView, Mapping } from './run.ts';

/** Eras in a line each, or the mapping of one; then rules and limits. */
export function renderContract(result: ContractShowResult, view: View): string {
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
