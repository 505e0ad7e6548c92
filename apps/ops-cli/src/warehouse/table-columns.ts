import type { TableContract } from '@tlc-elt/contracts';
import type { Runtime } from '../runtime.ts';
import { query } from './query.ts';

/** How a table's columns differ from those of this clone's contract; undefined where they are the same. */
export async function columnsThatDiffer(
  runtime: Runtime,
  { name, columns }: TableContract,
): Promise<string | undefined> {
  const actual = (await query(runtime, `SELECT * FROM ${name} LIMIT 0`)).columns;
  const expected = columns.map((column) => column.name);
  if (actual.join() === expected.join()) return undefined;
  return `has the columns ${actual.join(', ')}; the contract ${expected.join(', ')}`;
}
