import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { checksums } from '../../wire/content/checksums.ts';
import { writeFile } from './body.ts';

/** An open file, which is closed behind it, and the bytes of it that are meant: all, unless `start` and `end` are given. */
export interface Source {
  readonly file: number;
  readonly start?: number;
  readonly end?: number;
}

export interface Appended {
  readonly size: number;
  /** Hex; empty where it was not asked for. */
  readonly md5: string;
  readonly checksum?: { readonly algorithm: string; readonly value: string };
}

/** Writes sources one behind the other into a new file, durably, a piece in memory at a time. */
export async function append(
  sources: Iterable<Source>,
  target: string,
  wanted: { readonly md5: boolean; readonly algorithm: string | undefined },
): Promise<Appended> {
  const md5 = wanted.md5 ? createHash('md5') : undefined;
  const { algorithm } = wanted;
  const sum = algorithm === undefined ? undefined : checksums[algorithm]?.();
  let size = 0;
  await writeFile(target, async (sink) => {
    for (const { file, ...range } of sources) {
      const stream = createReadStream('', { fd: file, start: 0, ...range, highWaterMark: 1 << 20 });
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        md5?.update(chunk);
        sum?.update(chunk);
        size += chunk.length;
        await sink.write(chunk);
      }
    }
  });
  return {
    size,
    md5: md5?.digest('hex') ?? '',
    ...(sum && algorithm !== undefined ? { checksum: { algorithm, value: sum.digest() } } : {}),
  };
}
