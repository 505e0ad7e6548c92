import type { DatasetContract } from '../dataset/contract.ts';
import type { SourceMonth } from '../input/month.ts';

/** Prefix of a month in both buckets: `yellow/2024/09/`. */
export const monthPrefix = (dataset: string, month: SourceMonth): string =>
  `${dataset}/${month.slice(0, 4)}/${month.slice(5)}/`;

/** Name of the publisher's file of a month. */
export const sourceFileName = (contract: DatasetContract, month: SourceMonth): string =>
  ofMonth(contract.fileName, month);

/** Address of that file at the publisher. */
export const sourceUrl = (contract: DatasetContract, baseUrl: string, month: SourceMonth): string =>
  `${baseUrl.replace(/\/$/, '')}/${ofMonth(contract.urlPath, month)}`;

const ofMonth = (template: string, month: SourceMonth): string =>
  template
    .replaceAll('{month}', month)
    .replaceAll('{yyyy}', month.slice(0, 4))
    .replaceAll('{mm}', month.slice(5));

/** Prefix of one publication in the raw bucket: `yellow/2024/09/<etag>/`. */
export const rawPrefix = (contract: DatasetContract, month: SourceMonth, etag: string): string =>
  `${monthPrefix(contract.dataset, month)}${etag}/`;

/** Key of the raw manifest of one publication. */
export const rawManifestKey = (contract: DatasetContract, month: SourceMonth, etag: string): string =>
  `${rawPrefix(contract, month, etag)}raw-manifest.json`;

/** Prefix of a run in the processed bucket: `yellow/2024/09/<run_id>/`; an attempt is the next folder. */
export const runPrefix = (contract: DatasetContract, month: SourceMonth, runId: string): string =>
  `${monthPrefix(contract.dataset, month)}${runId}/`;

/** Prefix of one attempt of TransformTrips: everything that it writes lies below. */
export const attemptPrefix = (
  contract: DatasetContract,
  month: SourceMonth,
  runId: string,
  attempt: string,
): string => `${runPrefix(contract, month, runId)}${attempt}/`;

export const transformReportKey = (...args: Parameters<typeof attemptPrefix>): string =>
  `${attemptPrefix(...args)}transform-report.json`;
export const copyManifestKey = (...args: Parameters<typeof attemptPrefix>): string =>
  `${attemptPrefix(...args)}copy-manifest.json`;
