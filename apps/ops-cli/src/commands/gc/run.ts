import {
  type Dataset,
  datasetPrefix,
  folderOfKey,
  type KeyFolder,
  parameterNames,
  type SourceMonth,
} from '@tlc-elt/contracts';
import { datasetsOf } from '../../aws/schedule.ts';
import type { View } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { listExecutions, subjectOf } from '../../executions/executions.ts';
import { deleteObjects, listObjects, type StoredObject } from '../../objects/objects.ts';
import type { Runtime } from '../../runtime.ts';
import { count, table } from '../../terminal/table.ts';
import { readLedger } from '../../warehouse/ledger.ts';
import { type Folder, type Needed, planGc, type Verdict } from './plan.ts';

export interface GcFolder {
  readonly kind: Folder['kind'];
  readonly url: string;
  readonly objects: number;
  readonly bytes: number;
  readonly reason: string;
}

export interface Options {
  /** `all`: those that the stage runs each month. */
  readonly dataset: Dataset | 'all';
  readonly dryRun: boolean;
  /** What was written within so many days stays. */
  readonly olderThanDays: number;
}

export interface Result {
  readonly dry_run: boolean;
  /** What was removed, or would be. */
  readonly removed: readonly GcFolder[];
  readonly removed_bytes: number;
  readonly kept: readonly GcFolder[];
}

const DAY_MS = 86_400_000;
/** An execution can be redriven for so long, and then reads what it wrote: "Redriving executions", Step Functions guide. */
const REDRIVE_DAYS = 14;

/** Removes run folders and publications that nothing needs any more. */
export async function run(options: Options, runtime: Runtime): Promise<Result> {
  checkAge(options, runtime);
  const results: Result[] = [];
  for (const dataset of await datasetsOf(runtime, options.dataset))
    results.push(await collect({ ...options, dataset }, runtime));
  return {
    dry_run: options.dryRun,
    removed: results.flatMap(({ removed }) => removed),
    removed_bytes: results.reduce((sum, { removed_bytes }) => sum + removed_bytes, 0),
    kept: results.flatMap(({ kept }) => kept),
  };
}

type OfDataset = Options & { readonly dataset: Dataset };

async function collect(options: OfDataset, runtime: Runtime): Promise<Result> {
  // The order matters: what a run loads while this looks is in the ledger at the end, and files that it writes were not listed.
  const folders = await listFolders(options.dataset, runtime);
  const needed = await readNeeded(options, runtime);
  const verdicts = planGc(folders, needed);
  const removed = verdicts.filter(({ remove }) => remove);
  if (!options.dryRun) for (const { folder } of removed) await remove(runtime, folder);
  runtime.progress.status('');
  return {
    dry_run: options.dryRun,
    removed: removed.map(view),
    removed_bytes: removed.reduce((sum, { folder }) => sum + folder.bytes, 0),
    kept: verdicts.filter((verdict) => !verdict.remove).map(view),
  };
}

function checkAge({ olderThanDays }: Options, { endpoint }: Runtime): void {
  if (olderThanDays > REDRIVE_DAYS || endpoint === 'local') return;
  throw new UsageError(
    `--older-than ${olderThanDays} is too short: an execution can be redriven for ${REDRIVE_DAYS} days and needs its files`,
    `give at least ${REDRIVE_DAYS + 1} days`,
  );
}

async function listFolders(dataset: Dataset, runtime: Runtime): Promise<Folder[]> {
  const parameters = await runtime.parameters();
  const names = parameterNames(runtime.stage);
  const list = async (kind: Folder['kind'], bucket: string): Promise<Folder[]> =>
    foldersOf(kind, bucket, (await listObjects(runtime, bucket, datasetPrefix(dataset))).objects);
  runtime.progress.status('listing both buckets');
  const folders = await Promise.all([
    list('run', parameters.get(names.processedBucket)),
    list('publication', parameters.get(names.rawBucket)),
  ]);
  return folders.flat();
}

function foldersOf(kind: Folder['kind'], bucket: string, objects: readonly StoredObject[]): Folder[] {
  const byPrefix = new Map<string, KeyFolder & { readonly inside: StoredObject[] }>();
  for (const object of objects) {
    const folder = folderOfKey(object.key);
    if (folder === undefined) continue;
    const known = byPrefix.get(folder.prefix) ?? { ...folder, inside: [] };
    known.inside.push(object);
    byPrefix.set(folder.prefix, known);
  }
  return [...byPrefix.values()].map(({ inside, ...folder }) => ({
    ...folder,
    kind,
    bucket,
    keys: inside.map(({ key }) => key),
    bytes: inside.reduce((sum, { bytes }) => sum + bytes, 0),
    newestAt: new Date(Math.max(...inside.map(({ modifiedAt }) => modifiedAt.getTime()))),
  }));
}

async function readNeeded({ dataset, olderThanDays }: OfDataset, runtime: Runtime): Promise<Needed> {
  const running = await listExecutions(runtime, { status: 'RUNNING' });
  const subjects = await Promise.all(running.map((execution) => subjectOf(runtime, execution)));
  const ledger = await readLedger(runtime, dataset, []);
  // Newest first, so that the first row of a month is the one that counts.
  const loads = new Map<SourceMonth, { runId: string; etag: string }>();
  for (const { source_month, run_id, source_etag } of ledger.loads)
    if (!loads.has(source_month)) loads.set(source_month, { runId: run_id, etag: source_etag });
  return {
    loads,
    unclearMonths: new Set(ledger.unreadable.flatMap(({ month }) => month ?? [])),
    runningNames: new Set(running.map(({ name }) => name)),
    runningMonths: new Set(
      subjects.flatMap((subject) => (subject?.dataset === dataset ? subject.month : [])),
    ),
    youngest: new Date(runtime.now().getTime() - olderThanDays * DAY_MS),
  };
}

/** Documents go first: files without their manifest are never taken for a whole run or publication. */
async function remove(runtime: Runtime, { bucket, prefix, keys }: Folder): Promise<void> {
  runtime.progress.status(`removing s3://${bucket}/${prefix}`);
  const isDocument = (key: string): boolean => key.endsWith('.json');
  await deleteObjects(runtime, bucket, keys.filter(isDocument));
  const others = keys.filter((key) => !isDocument(key));
  await deleteObjects(runtime, bucket, others);
}

const view = ({ folder, reason }: Verdict): GcFolder => ({
  kind: folder.kind,
  url: `s3://${folder.bucket}/${folder.prefix}`,
  objects: folder.keys.length,
  bytes: folder.bytes,
  reason,
});

export function render({ dry_run, removed, removed_bytes, kept }: Result, { hint }: View): string {
  const stays = `${kept.length} ${kept.length === 1 ? 'folder stays' : 'folders stay'}`;
  if (removed.length === 0) return `Nothing to remove; ${stays}.`;
  const folders = table<GcFolder>(
    [
      { title: dry_run ? 'would be removed' : 'removed', value: ({ url }) => url },
      { title: 'objects', value: ({ objects }) => count(objects), align: 'right' },
      { title: 'bytes', value: ({ bytes }) => count(bytes), align: 'right' },
      { title: 'because', value: ({ reason }) => reason },
    ],
    removed,
  );
  const sum = `${removed.length} folders, ${count(removed_bytes)} bytes; ${stays}`;
  return `${folders}\n\n${sum}${dry_run ? `\nnext:  ${hint('gc')} removes them` : ''}`;
}
