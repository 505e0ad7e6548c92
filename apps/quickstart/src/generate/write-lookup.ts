import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GENERATED_LINE, type LookupContract } from '@tlc-elt/contracts';

const field = (value: string | number): string =>
  typeof value === 'number' ? `${value}` : `"${value.replaceAll('"', '""')}"`;

/**
 * Writes a made-up lookup where the publisher's folder has it, and gives its path; an existing file is kept.
 * Its first line says that it is generated.
 */
export function writeLookup({ urlPath, columns, generated }: LookupContract, directory: string): string {
  // The folder stands for all of the publisher: what lies beside the months lies in it.
  const path = join(directory, urlPath.replaceAll('../', ''));
  if (existsSync(path)) return path;
  const lines = [columns.map(({ source }) => source), ...generated()].map((row) => row.map(field).join(','));
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}.partial`;
  writeFileSync(partial, `${[GENERATED_LINE, ...lines].join('\n')}\n`);
  renameSync(partial, path);
  return path;
}
