import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileDurably } from '../../disk/durable.ts';
import type { Kernel } from '../kernel.ts';
import { unzip } from './unzip.ts';

/**
 * A folder whose name is its content: made in a temporary one, then renamed. The empty package.json above keeps Node
 * from asking one further up, of a repository in which the local cloud lies, whether `.js` files are modules.
 */
export function contentFolder(
  kernel: Pick<Kernel, 'sharedDir'>,
  content: string | Buffer,
  fill: (folder: string) => void,
): string {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 32);
  const parent = kernel.sharedDir('functions');
  const folder = join(parent, hash);
  const boundary = join(parent, 'package.json');
  if (!existsSync(boundary)) writeFileDurably(boundary, '{}');
  if (existsSync(folder)) return folder;
  const partial = `${folder}.${process.pid}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  fill(partial);
  if (existsSync(folder)) rmSync(partial, { recursive: true, force: true });
  else renameSync(partial, folder);
  return folder;
}

/** Folder with what a zip archive holds; made once. Throws BadArchive on one that is damaged. */
export function unpacked(kernel: Pick<Kernel, 'sharedDir'>, path: string): string {
  const archive = readFileSync(path);
  return contentFolder(kernel, archive, (folder) => unzip(archive, folder));
}
