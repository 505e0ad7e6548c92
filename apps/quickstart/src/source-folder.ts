import { readdirSync, readFileSync } from 'node:fs';
import {
  type DatasetContract,
  eraOfMonth,
  monthsBetween,
  type SourceMonth,
  sourceFileName,
  sourceMonth,
} from '@tlc-elt/contracts';
import { UsageError } from './options.ts';

/** Months of the folder that can be loaded, oldest first; throws UsageError where the month, or any, is not among them. */
export function checkFolder(
  contract: DatasetContract,
  folder: string,
  month: SourceMonth | undefined,
): readonly SourceMonth[] {
  const names = new Set(entriesOf(folder));
  const known = monthsBetween(contract.firstMonth, sourceMonth(new Date().toISOString().slice(0, 7)));
  const there = known.filter((one) => names.has(sourceFileName(contract, one)));
  const loadable = there.filter((one) => eraOfMonth(contract, one)?.refused === undefined);
  if (month === undefined ? loadable.length > 0 : there.includes(month)) return loadable;
  const wanted =
    month === undefined ? 'no month that can be loaded' : `no ${sourceFileName(contract, month)}`;
  throw new UsageError(`${folder} has ${wanted}; ${whatIsThere(there, names.size)}`);
}

function whatIsThere(months: readonly SourceMonth[], entries: number): string {
  if (entries === 0) return 'it is empty';
  if (months.length > 0) return `it has ${months.join(', ')}`;
  return `none of its ${entries} entries is named as the publisher names files`;
}

/** What the last start served instead of the publisher, as the local cloud keeps it; undefined where that was no folder. */
export function rememberedFolder(file: string): string | undefined {
  try {
    const source = readFileSync(file, 'utf8').trimEnd();
    return source === 'origin' ? undefined : source;
  } catch {
    return undefined;
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UsageError(`--source ${folder}: there is no such folder`);
    if (code === 'ENOTDIR')
      throw new UsageError(`--source ${folder} is a file: name the folder that it lies in`);
    throw new UsageError(`--source ${folder} cannot be read: ${code}`);
  }
}
