import type { DatasetContract } from '@tlc-elt/contracts';
import type { Runtime } from '../runtime.ts';
import { queryIfLoaded } from '../warehouse/ledger.ts';

/** Id → name of what the dataset's pickups are named by, with its borough; empty where there is no lookup yet. */
export async function zoneNamesOf(
  runtime: Runtime,
  { named }: DatasetContract,
): Promise<Map<number, string>> {
  if (named === undefined) return new Map();
  const { lookup, columns } = named.lookup;
  const [key] = columns;
  const label = columns.find(({ names }) => names === 'zone');
  if (key === undefined || label === undefined) return new Map();
  const { rows } = await queryIfLoaded(runtime, `SELECT ${key.name}, ${label.name} FROM ${lookup}`);
  return new Map(rows.map(([id, name]) => [Number(id), String(name)]));
}
