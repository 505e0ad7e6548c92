import { type KeyFolder, parseRunName, type SourceMonth } from '@tlc-elt/contracts';

/** Objects of one run, or of one publication. */
export interface Folder extends KeyFolder {
  readonly kind: 'run' | 'publication';
  readonly bucket: string;
  readonly keys: readonly string[];
  readonly bytes: number;
  readonly newestAt: Date;
}

/** What must stay whatever its age. */
export interface Needed {
  /** Newest load of each month. */
  readonly loads: ReadonlyMap<SourceMonth, { readonly runId: string; readonly etag: string }>;
  /** Months of which a ledger row cannot be read: it may be the newest. */
  readonly unclearMonths: ReadonlySet<SourceMonth>;
  readonly runningNames: ReadonlySet<string>;
  readonly runningMonths: ReadonlySet<SourceMonth>;
  /** What was written after it stays. */
  readonly youngest: Date;
}

export interface Verdict {
  readonly folder: Folder;
  readonly remove: boolean;
  readonly reason: string;
}

/** Judges every folder; a pure function, so that what is removed can be shown before. */
export const planGc = (folders: readonly Folder[], needed: Needed): Verdict[] => {
  const highest = highestNumbers(folders);
  return folders.map((folder) => {
    const kept = needed.unclearMonths.has(folder.month)
      ? 'a ledger row of the month cannot be read'
      : folder.kind === 'run'
        ? keepsRun(folder, needed, highest)
        : keepsPublication(folder, needed);
    return { folder, remove: kept === undefined, reason: kept ?? supersededBy(folder, needed) };
  });
};

function keepsRun({ month, name, newestAt }: Folder, needed: Needed, highest: ReadonlyMap<string, number>) {
  if (needed.loads.get(month)?.runId === name) return 'the table has its rows';
  if (needed.runningNames.has(name) || needed.runningMonths.has(month)) return 'a run of the month is going';
  if (newestAt > needed.youngest) return 'young';
  // The next run's number is the highest known plus one; without this folder the name would come again.
  if (highest.get(month) === parseRunName(name)?.number) return 'the newest number of the month';
  return undefined;
}

function keepsPublication({ month, name, newestAt }: Folder, needed: Needed): string | undefined {
  const loaded = needed.loads.get(month);
  if (loaded === undefined) return 'nothing newer is loaded';
  if (loaded.etag === name) return 'the table has its rows';
  if (needed.runningMonths.has(month)) return 'a run of the month is going';
  return newestAt > needed.youngest ? 'young' : undefined;
}

function supersededBy({ kind, month }: Folder, { loads }: Needed): string {
  const loaded = loads.get(month);
  if (loaded === undefined) return 'a run that loaded nothing';
  return kind === 'run' ? `${loaded.runId} is loaded` : `publication ${loaded.etag} is loaded`;
}

function highestNumbers(folders: readonly Folder[]): Map<SourceMonth, number> {
  const highest = new Map<SourceMonth, number>();
  for (const { kind, name, month } of folders) {
    const number = kind === 'run' ? parseRunName(name)?.number : undefined;
    if (number !== undefined) highest.set(month, Math.max(number, highest.get(month) ?? 0));
  }
  return highest;
}
