import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Dataset,
  datasets,
  type PublicationDiff,
  type RawManifest,
  type SourceMonth,
} from '@tlc-elt/contracts';
import { compareFiles } from '../../diff/compare-files.ts';
import { bringFile } from '../../diff/kept-file.ts';
import { Failed } from '../../errors.ts';
import { ExitCode } from '../../exit-code.ts';
import type { WriteRows } from '../../export/rows.ts';
import { readRawManifests } from '../../objects/raw-manifests.ts';
import { publicationsOf } from '../../publisher/publications.ts';
import type { Runtime } from '../../runtime.ts';
import { readLedger } from '../../warehouse/ledger.ts';
import { type Chosen, loadedAndNewest, named, notKept } from './publications.ts';
import { changesOf } from './rows.ts';

export { render } from './render.ts';

export interface Options {
  readonly dataset: Dataset;
  readonly month: SourceMonth;
  /** Starts of two ETags; none: the loaded publication and the newest one. */
  readonly publications: readonly string[];
}

export type Result = PublicationDiff;

/** Compares two publications of a month that raw has. */
export async function run(options: Options, runtime: Runtime): Promise<Result> {
  const { dataset, month, publications } = options;
  const kept = await readRawManifests(runtime, datasets[dataset], month);
  if (kept.length === 0)
    throw new Failed(`raw has no publication of ${dataset} ${month}`, runtime.hint(`run ${month}`));
  const [before, after] = publications.map((start) => named(kept, start, runtime.hint(`status ${month}`)));
  return compare(
    before && after ? { before, after } : await byDefault(kept, options, runtime),
    options,
    runtime,
  );
}

export async function rows(options: Options, runtime: Runtime, write: WriteRows): Promise<ExitCode> {
  await write(changesOf(await run(options, runtime)));
  return ExitCode.ok;
}

async function byDefault(
  kept: readonly RawManifest[],
  { dataset, month }: Options,
  runtime: Runtime,
): Promise<Chosen> {
  const [{ loads }, publications] = await Promise.all([
    readLedger(runtime, dataset, [month]),
    publicationsOf(runtime, datasets[dataset], [month]),
  ]);
  const publication = publications.get(month);
  if (
    publication?.state === 'published' &&
    !kept.some(({ source }) => source.etag === publication.source.etag)
  )
    runtime.progress.line(
      `${notKept(publication.source)}\nnext:  ${runtime.hint(`run ${month}`)} brings it there`,
    );
  return loadedAndNewest(kept, loads[0]?.source_etag, runtime.hint(`status ${month} --source`));
}

async function compare(
  { before, after }: Chosen,
  { dataset }: Options,
  runtime: Runtime,
): Promise<PublicationDiff> {
  const folder = await mkdtemp(join(tmpdir(), 'ops-diff-'));
  try {
    runtime.progress.status(`reading ${before.source.etag} and ${after.source.etag}`);
    const [old, now] = await Promise.all([
      bringFile(runtime, before, join(folder, 'before.parquet')),
      bringFile(runtime, after, join(folder, 'after.parquet')),
    ]);
    runtime.progress.status(`comparing ${before.rows} rows with ${after.rows}`);
    return await compareFiles(datasets[dataset], old, now, folder);
  } finally {
    runtime.progress.status('');
    await rm(folder, { recursive: true });
  }
}
