import { BaseUrl } from '../dataset/base-url.ts';
import type { DatasetContract } from '../dataset/contract.ts';
import { PipelineError } from '../errors.ts';
import { SourceMonth } from '../input/month.ts';
import type { LookupContract } from '../lookup/lookup.ts';

const MONTH = '{dataset}/{yyyy}/{mm}/';
const PUBLICATION = `${MONTH}{etag}/`;
const RUN = `${MONTH}{run_id}/`;
const ATTEMPT = `${RUN}{attempt}/`;

/** Every prefix and key on S3; the jobs fill in the same templates (tlc_elt/keys.py). */
export const keyTemplates = {
  month_prefix: MONTH,
  raw_prefix: PUBLICATION,
  raw_file: `${PUBLICATION}{file_name}`,
  raw_manifest: `${PUBLICATION}raw-manifest.json`,
  publication_diff: `${PUBLICATION}publication-diff-{before}.json`,
  run_prefix: RUN,
  attempt_prefix: ATTEMPT,
  profile: `${ATTEMPT}profile.json`,
  transform_report: `${ATTEMPT}transform-report.json`,
  passport: `${ATTEMPT}passport.json`,
  passport_page: `${ATTEMPT}passport.html`,
  passport_text: `${ATTEMPT}passport.md`,
  copy_manifest: `${ATTEMPT}copy-manifest.json`,
  quarantine_copy_manifest: `${ATTEMPT}quarantine-copy-manifest.json`,
  loading: `ledger/${MONTH}loading.json`,
  loaded: `ledger/${MONTH}loaded.json`,
  lookup_file: 'lookups/{lookup}/{hash}/{file_name}',
  lookup_manifest: 'lookups/{lookup}/manifest.json',
} as const;

/** The template with each `{name}` replaced. */
function fill(template: string, month: SourceMonth, values: Readonly<Record<string, string>> = {}): string {
  return filled(template, { ...values, month, yyyy: month.slice(0, 4), mm: month.slice(5) });
}

function filled(template: string, known: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = known[name];
    if (value === undefined) throw new Error(`${template} has no value for {${name}}`);
    return value;
  });
}

/** Name of the publisher's file of a month. */
export const sourceFileName = (contract: DatasetContract, month: SourceMonth): string =>
  fill(contract.fileName, month);

/** Address of that file at the publisher; throws SourceNotUsable where the base address is none. */
export function sourceUrl(contract: DatasetContract, baseUrl: string, month: SourceMonth): string {
  const { success, error } = BaseUrl.safeParse(baseUrl);
  if (success) return `${baseUrl.replace(/\/$/, '')}/${fill(contract.urlPath, month)}`;
  const [problem] = error.issues;
  throw new PipelineError('SourceNotUsable', `the base address of ${contract.dataset}: ${problem?.message}`);
}

/** Prefix of a dataset in both buckets. */
export const datasetPrefix = (dataset: string): string => `${dataset}/`;

/** Prefix of a month in both buckets. */
export const monthPrefix = (dataset: string, month: SourceMonth): string =>
  fill(keyTemplates.month_prefix, month, { dataset });

const ofPublication =
  (template: string) =>
  ({ dataset }: DatasetContract, month: SourceMonth, etag: string): string =>
    fill(template, month, { dataset, etag });
const ofAttempt =
  (template: string) =>
  ({ dataset }: DatasetContract, month: SourceMonth, run_id: string, attempt: string): string =>
    fill(template, month, { dataset, run_id, attempt });

/** Prefix of one publication in the raw bucket. */
export const rawPrefix = ofPublication(keyTemplates.raw_prefix);
/** Key of the publisher's file of one publication. */
export const rawFileKey = (contract: DatasetContract, month: SourceMonth, etag: string): string =>
  fill(keyTemplates.raw_file, month, {
    dataset: contract.dataset,
    etag,
    file_name: sourceFileName(contract, month),
  });
/** Key of the raw manifest of one publication. */
export const rawManifestKey = ofPublication(keyTemplates.raw_manifest);

/** Key of what a publication changed beside an earlier one. */
export const publicationDiffKey = (
  { dataset }: DatasetContract,
  month: SourceMonth,
  etag: string,
  before: string,
): string => fill(keyTemplates.publication_diff, month, { dataset, etag, before });

/** Prefix of a run in the processed bucket; an attempt is the next folder. */
export const runPrefix = ({ dataset }: DatasetContract, month: SourceMonth, run_id: string): string =>
  fill(keyTemplates.run_prefix, month, { dataset, run_id });

/** Prefix of one attempt of TransformTrips: everything that it writes lies below. */
export const attemptPrefix = ofAttempt(keyTemplates.attempt_prefix);
/** Key of the COPY manifest of an attempt's accepted rows. */
export const copyManifestKey = ofAttempt(keyTemplates.copy_manifest);
/** Key of the COPY manifest of an attempt's rejected rows. */
export const quarantineCopyManifestKey = ofAttempt(keyTemplates.quarantine_copy_manifest);
/** Key of what the accepted rows of an attempt are like. */
export const profileKey = ofAttempt(keyTemplates.profile);
/** Key of the last object of an attempt. */
export const transformReportKey = ofAttempt(keyTemplates.transform_report);
/** Key of the passport that WritePassport composed of a load, as JSON: the first of the three to be written. */
export const passportKey = ofAttempt(keyTemplates.passport);
/** Key of that passport as a page of HTML. */
export const passportPageKey = ofAttempt(keyTemplates.passport_page);
/** Key of that passport as Markdown. */
export const passportTextKey = ofAttempt(keyTemplates.passport_text);
/** Whether a key is that of a transform report, whichever run and attempt wrote it. */
export const isTransformReportKey = (key: string): boolean =>
  key.endsWith(keyTemplates.transform_report.slice(ATTEMPT.length - 1));

/** Key of what says which load changed the month last, or is about to. */
export const loadingKey = (dataset: string, month: SourceMonth): string =>
  fill(keyTemplates.loading, month, { dataset });
/** Prefix of what both documents of all months of a dataset lie below. */
export const ledgerPrefix = (dataset: string): string => `ledger/${datasetPrefix(dataset)}`;
/** Key of the copy of the month's newest row of the ledger. */
export const loadedKey = (dataset: string, month: SourceMonth): string =>
  fill(keyTemplates.loaded, month, { dataset });

/** Key of a version of a lookup's file, which is named by its SHA-256. */
export const lookupFileKey = ({ lookup, fileName }: LookupContract, sha256: string): string =>
  filled(keyTemplates.lookup_file, { lookup, hash: sha256, file_name: fileName });
/** Key of what says which version of a lookup is the newest sound one, and what was wrong at the last look. */
export const lookupManifestKey = ({ lookup }: LookupContract): string =>
  filled(keyTemplates.lookup_manifest, { lookup });

/** ETags of the publications whose raw manifest is among the keys: the manifest is written last. */
export const etagsKept = (keys: readonly string[]): string[] =>
  keys
    .filter((key) => key.endsWith(keyTemplates.raw_manifest.slice(PUBLICATION.length - 1)))
    .flatMap((key) => folderOfKey(key)?.name ?? []);

/** The run or the publication that an object belongs to. */
export interface KeyFolder {
  readonly prefix: string;
  readonly month: SourceMonth;
  /** Run id, or ETag. */
  readonly name: string;
}

/** The folder of a key by `run_prefix` and `raw_prefix`; undefined where it lies in none. */
export function folderOfKey(key: string): KeyFolder | undefined {
  const [prefix, year, number, name = ''] = /^[^/]+\/(\d{4})\/(\d{2})\/([^/]+)\//.exec(key) ?? [];
  const month = SourceMonth.safeParse(`${year}-${number}`);
  return prefix !== undefined && month.success ? { prefix, month: month.data, name } : undefined;
}
