import * as z from 'zod';
import { Dataset } from '../dataset/datasets.ts';
import { Oddity } from '../drift/limits.ts';
import { SourceMonth } from '../input/month.ts';
import { SourceFile } from './source.ts';

const base = { dataset: Dataset, month: SourceMonth, run_id: z.string() };

/** What CheckSource answers: the workflow's Choice goes by `outcome`. */
export const RunPlan = z.discriminatedUnion('outcome', [
  z.object({
    ...base,
    outcome: z.literal('load'),
    source: SourceFile,
    /** Job arguments are strings. */
    force: z.enum(['true', 'false']),
    accept_quarantine: z.enum(['true', 'false']),
    /** Absent in the histories of executions that are older than the flag. */
    accept_older: z.enum(['true', 'false']).default('false'),
    accept_shrink: z.enum(['true', 'false']).default('false'),
    accept_republication: z.enum(['true', 'false']).default('false'),
    /** The publication that the ledger's copy says is loaded; `none`, which is no ETag, where no copy may be believed. */
    loaded_etag: z.string().default('none'),
    /** Oddities on which AuditMonth stops the load; where there are none, the workflow goes past it. */
    stop_on: z.array(Oddity).default([]),
  }),
  z.object({
    ...base,
    outcome: z.literal('already_loaded'),
    source: SourceFile,
    loaded_by: z.string(),
    loaded_at: z.string(),
  }),
  z.object({
    ...base,
    outcome: z.literal('not_published'),
    checked_at: z.iso.datetime(),
    deadline: z.iso.datetime(),
    wait_seconds: z.int().positive(),
  }),
  /** As not_published, where the input says no_wait. */
  z.object({
    ...base,
    outcome: z.literal('not_published_no_wait'),
    checked_at: z.iso.datetime(),
    deadline: z.iso.datetime(),
  }),
  z.object({
    ...base,
    outcome: z.literal('publication_overdue'),
    checked_at: z.iso.datetime(),
    deadline: z.iso.datetime(),
  }),
]);
export type RunPlan = z.infer<typeof RunPlan>;
