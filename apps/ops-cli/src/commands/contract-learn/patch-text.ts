import type { DatasetContract, Era } from '@tlc-elt/contracts';
import { columnText } from './contract-text.ts';
import type { Patch } from './patch.ts';
import { quoted } from './typescript.ts';

/** What to write where, in `packages/contracts/src/datasets`; '' where the contract takes the files as it is. */
export function patchText(known: DatasetContract, { contract, eras, columns, optional }: Patch): string {
  if (eras.length === 0) return '';
  const lacking = contract.columns.filter(({ name }) => optional.includes(name));
  return [
    ...eras.flatMap((era) => eraTexts(era, known)),
    '// version',
    `  version: ${contract.version},`,
    ...(columns.length > 0 ? ['// columns of the table, after all others, if it is to have them'] : []),
    ...columns.map((column) => `  ${columnText(column)},`),
    ...(lacking.length > 0 ? ['// columns of the table, instead of those of the same name'] : []),
    ...lacking.map((column) => `  ${columnText(column)},`),
  ].join('\n');
}

/** A new entry of the list of eras; of one that is known what is otherwise. */
function eraTexts(era: Era, known: DatasetContract): string[] {
  const before = known.eras.find(({ name }) => name === era.name);
  if (before === undefined) return ['// eras, at their end', entry(era)];
  const changed = era.columns.filter((column) => !before.columns.includes(column));
  return [
    ...(era.to === before.to ? [] : [`// era ${era.name}, after its \`from\``, `    ${lastMonth(era)}`]),
    ...(changed.length > 0 ? [`// era ${era.name}, instead of the columns of the same name`] : []),
    ...changed.map((column) => `      ${sourceColumn(column)},`),
  ];
}

function entry(era: Era): string {
  const to = era.to ? `    ${lastMonth(era)}\n` : '';
  const columns = era.columns.map((column) => `      ${sourceColumn(column)},\n`).join('');
  return `  {\n    name: ${quoted(era.name)},\n    from: sourceMonth(${quoted(era.from)}),\n${to}    columns: [\n${columns}    ],\n  },`;
}

const lastMonth = ({ to = '' }: { readonly to?: string }): string => `to: sourceMonth(${quoted(to)}),`;

function sourceColumn({ name, types, allNullType }: Era['columns'][number]): string {
  const empty = allNullType === undefined ? '' : `, allNullType: ${quoted(allNullType)}`;
  return `{ name: ${quoted(name)}, types: [${types.map(quoted).join(', ')}]${empty} }`;
}
