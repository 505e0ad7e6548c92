import type { DatasetContract, Era } from '@tlc-elt/contracts';
import { columnText } from './contract-text.ts';
import type { Patch } from './patch.ts';
import { arrayOf, quoted } from './typescript.ts';

/** What to write where, in `packages/contracts/src/datasets`; '' where the contract takes the files as it is. */
export function patchText(known: DatasetContract, { contract, eras, columns, optional }: Patch): string {
  if (eras.length === 0) return '';
  const { dataset } = known;
  const parts = [
    `// eras of ${dataset}: these instead of those of the same name, the new ones behind them`,
    ...eras.map((era) => eraText(era, known)),
    `// version of ${dataset}`,
    `  version: ${contract.version},`,
  ];
  if (columns.length > 0)
    parts.push(
      `// columns of ${dataset}, after all others, if the table is to have them`,
      ...columns.map((column) => `  ${columnText(column)},`),
    );
  const lacking = contract.columns.filter(({ name }) => optional.includes(name));
  if (lacking.length > 0)
    parts.push(
      `// columns of ${dataset} instead of those of the same name: NULL where a month lacks them`,
      ...lacking.map((column) => `  ${columnText(column)},`),
    );
  return parts.join('\n');
}

/** An entry of the list of eras; the columns of one that only ends stay as they are written. */
function eraText(era: Era, known: DatasetContract): string {
  const before = known.eras.find(({ name }) => name === era.name);
  const columns =
    before?.columns === era.columns
      ? '/* as they are */'
      : arrayOf(era.columns.map(sourceColumn), Number.POSITIVE_INFINITY, '    ');
  const to = era.to ? `    to: sourceMonth(${quoted(era.to)}),\n` : '';
  return `  {\n    name: ${quoted(era.name)},\n    from: sourceMonth(${quoted(era.from)}),\n${to}    columns: ${columns},\n  },`;
}

function sourceColumn({ name, types, allNullType }: Era['columns'][number]): string {
  const empty = allNullType === undefined ? '' : `, allNullType: ${quoted(allNullType)}`;
  return `{ name: ${quoted(name)}, types: [${types.map(quoted).join(', ')}]${empty} }`;
}
