import { readdirSync } from 'node:fs';
import { monthsBetween, type SourceMonth, sourceFileName, sourceMonth } from '@tlc-elt/contracts';
import { contract, UsageError } from './options.ts';

/** Throws UsageError, with what there is instead, where a folder does not have the month's file. */
export function checkFolder(folder: string, month: SourceMonth): void {
  const names = new Set(entriesOf(folder));
  const wanted = sourceFileName(contract, month);
  if (names.has(wanted)) return;
  const known = monthsBetween(contract.firstMonth, sourceMonth(new Date().toISOString().slice(0, 7)));
  const there = known.filter((one) => names.has(sourceFileName(contract, one)));
  const has =
    there.length > 0
      ? `it has ${there.join(', ')}`
      : `none of its ${names.size} entries is named as the publisher names files`;
  throw new UsageError(`${folder} has no ${wanted}; ${has}`);
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
