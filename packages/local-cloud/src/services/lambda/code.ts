import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { contentFolder, unpacked } from '../../kernel/archives/unpack.ts';
import { BadArchive } from '../../kernel/archives/unzip.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/** Where a function's code is. */
export interface Code {
  readonly ZipFile?: string;
  readonly S3Bucket?: string;
  readonly S3Key?: string;
}

/** What a folder holds, as one digest. */
function digestOf(folder: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort())
    hash.update(`${relative(folder, path)}\n`).update(readFileSync(path));
  return hash.digest('hex');
}

async function archiveOf(kernel: Kernel, { S3Bucket = '', S3Key = '' }: Code): Promise<string> {
  const path = await kernel.published(S3Bucket, S3Key);
  if (path !== undefined && existsSync(path)) return path;
  if (path !== undefined)
    throw new BadArchive(
      `the function's code ${path} does not exist (any more): synthesize the app again, then \`up\``,
    );
  throw new BadArchive(
    `the function's code s3://${S3Bucket}/${S3Key} does not exist: it is neither an asset of the assembly nor an object of a bucket`,
  );
}

/**
 * Folder with a function's code, apart from what it came from, as `/var/task` is; made once.
 * Inline code is `index.js` or `index.py`: "AWS::Lambda::Function Code", AWS CloudFormation.
 */
export async function codeFolder(kernel: Kernel, code: Code, runtime: string): Promise<string> {
  const { ZipFile: inline } = code;
  if (inline !== undefined) {
    const name = runtime.startsWith('python') ? 'index.py' : 'index.js';
    return contentFolder(kernel, `${name}\n${inline}`, (folder) => writeFileSync(join(folder, name), inline));
  }
  const path = await archiveOf(kernel, code);
  if (statSync(path).isDirectory())
    return contentFolder(kernel, digestOf(path), (folder) =>
      cpSync(path, folder, { recursive: true, dereference: true }),
    );
  return unpacked(kernel, path);
}
