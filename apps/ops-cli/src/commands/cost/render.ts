import type { View } from '../../command.ts';
import { table } from '../../terminal/table.ts';
import type { CostItem } from './estimate.ts';
import type { CostResult } from './run.ts';

const dollars = (usd: number): string => `$${usd.toFixed(6)}`;

export function renderCost(result: CostResult, { style }: View): string {
  const { execution, status, items, total_usd, region, prices_as_of, notes } = result;
  const shown = table<Pick<CostItem, 'item' | 'usd' | 'arithmetic'>>(
    [
      { title: 'item', value: ({ item }) => item },
      { title: 'cost', value: ({ usd }) => dollars(usd), align: 'right' },
      { title: 'arithmetic', value: ({ arithmetic }) => arithmetic },
    ],
    [...items, { item: 'total', usd: total_usd, arithmetic: '' }],
  );
  return [
    `${style.bold(execution)} (${status}), list prices of ${region} as of ${prices_as_of}`,
    shown,
    style.dim(notes.join('\n')),
  ].join('\n\n');
}
