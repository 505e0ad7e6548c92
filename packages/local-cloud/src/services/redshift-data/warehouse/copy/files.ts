import { readFile, stat } from 'node:fs/promises';
import { SqlError } from '../../failure.ts';
import { located, type S3Role } from './s3-role.ts';

/** A file that a COPY reads. */
export interface CopyFile {
  readonly url: string;
  readonly path: string;
  readonly bytes: number;
}

interface Manifest {
  readonly entries?: readonly {
    readonly url?: string;
    readonly mandatory?: boolean;
    readonly meta?: { readonly content_length?: number };
  }[];
}

const fileOf = async (url: string, path: string): Promise<CopyFile> => ({
  url,
  path,
  bytes: (await stat(path)).size,
});

function parsed(url: string, text: string): NonNullable<Manifest['entries']> {
  try {
    const { entries } = JSON.parse(text) as Manifest;
    if (entries && entries.length > 0) return entries;
  } catch {
    throw new SqlError(`Invalid manifest ${url}: it is not JSON`);
  }
  throw new SqlError(`Invalid manifest ${url}: it has no entries`);
}

/** The files that a manifest names; columnar COPY needs the length of each. */
export async function filesOfManifest(role: S3Role, url: string): Promise<CopyFile[]> {
  role.checkList(url);
  const path = await role.path(url);
  if (path === undefined) throw new SqlError(`The specified S3 prefix '${located(url).key}' does not exist`);
  const files: CopyFile[] = [];
  for (const { url: entry, mandatory = false, meta } of parsed(url, await readFile(path, 'utf8'))) {
    if (entry === undefined) throw new SqlError(`Invalid manifest ${url}: an entry has no url`);
    const length = meta?.content_length;
    if (length === undefined)
      throw new SqlError(
        `COPY with MANIFEST parameter requires full path of an S3 object and meta.content_length: ${entry}`,
      );
    const path = await role.path(entry);
    if (path === undefined && mandatory)
      throw new SqlError(`Problem reading manifest file - S3 file ${entry} is mandatory and does not exist`);
    if (path === undefined) continue;
    const file = await fileOf(entry, path);
    if (file.bytes !== length)
      throw new SqlError(
        `File ${entry} has ${file.bytes} bytes, and the manifest's content_length is ${length}`,
      );
    files.push(file);
  }
  return files;
}

/** The files below a key prefix. */
export async function filesBelow(role: S3Role, url: string): Promise<CopyFile[]> {
  const files: CopyFile[] = [];
  for (const object of await role.below(url)) {
    const path = await role.path(object);
    if (path !== undefined) files.push(await fileOf(object, path));
  }
  if (files.length === 0) throw new SqlError(`The specified S3 prefix '${located(url).key}' does not exist`);
  return files;
}
