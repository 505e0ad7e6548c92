import { type FileHandle, open } from 'node:fs/promises';
import { Failed } from '../../errors.ts';

/** A file of this machine, read by ranges. */
export interface LocalFile {
  readonly path: string;
  readonly bytes: number;
  /** The bytes from `start` to before `end`. */
  read(start: number, end: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Opens a file; throws Failed. */
export async function openFile(path: string): Promise<LocalFile> {
  const handle: FileHandle = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new Failed(`${path} cannot be read: ${error.code ?? error.message}`);
  });
  return {
    path,
    bytes: (await handle.stat()).size,
    async read(start, end) {
      const bytes = new Uint8Array(end - start);
      const { bytesRead } = await handle.read(bytes, 0, bytes.byteLength, start);
      return bytes.subarray(0, bytesRead);
    },
    close: () => handle.close(),
  };
}
