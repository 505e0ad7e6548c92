import type { RawManifest } from '../artifacts/raw-manifest.ts';
import type { ComparedColumn } from './compared-columns.ts';
import type { PublicationDiff } from './publication-diff.ts';

/** Columns of a file in its order, as a raw manifest has them. */
export type FileColumns = RawManifest['physical_schema'];

const find = (columns: FileColumns, name: string) =>
  columns.find((column) => column.name.toLowerCase() === name.toLowerCase());

/** The compared columns of a file whose own columns are these, as `{before}` and the like; NULL where it is not in each of `files`. */
export function comparedRelation(
  compared: readonly ComparedColumn[],
  own: FileColumns,
  files: readonly FileColumns[],
  from: string,
): string {
  const selected = compared.map(({ name, type }) => {
    const column = files.every((file) => find(file, name)) ? find(own, name) : undefined;
    return `CAST(${column === undefined ? 'NULL' : `"${column.name}"`} AS ${type}) AS "${name}"`;
  });
  return `(SELECT ${selected.join(', ')} FROM ${from})`;
}

/** What a file's columns are otherwise than those of another. */
export function schemaDifferences(
  before: FileColumns,
  after: FileColumns,
): Pick<PublicationDiff, 'schema' | 'reordered'> {
  const added = after.filter(({ name }) => !find(before, name));
  const schema = [...before, ...added].flatMap(({ name }) => {
    const [old, now] = [find(before, name), find(after, name)];
    if (old?.name === now?.name && old?.type === now?.type) return [];
    return {
      column: now?.name ?? name,
      before_name: old?.name ?? null,
      before_type: old?.type ?? null,
      after_name: now?.name ?? null,
      after_type: now?.type ?? null,
    };
  });
  const order = (file: FileColumns, other: FileColumns): string =>
    file
      .filter(({ name }) => find(other, name))
      .map(({ name }) => name.toLowerCase())
      .join();
  return { schema, reordered: order(before, after) !== order(after, before) };
}
