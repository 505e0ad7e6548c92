import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Dataset } from '../dataset/datasets.ts';
import { SourceMonth } from '../input/month.ts';
import { Stage } from '../names.ts';
import { MonthState } from '../run/month-state.ts';
import { parseRunName } from '../run/run-name.ts';
import { LedgerRow } from './ledger.ts';
import { PlanId } from './plan-id.ts';
import { SourceFile } from './source.ts';

/** What the decision to run a month stood on: where one of these has changed, the plan is not carried out. */
export const Fingerprint = z.strictObject({
  /** The contract by which the month would be loaded. */
  contract_version: z.int().positive(),
  /** The ledger's newest row of the month; null where it has none. */
  loaded: LedgerRow.pick({
    load_number: true,
    run_id: true,
    attempt: true,
    source_etag: true,
    contract_version: true,
  })
    .strict()
    .nullable(),
  /** What the publisher has; not its address, which says nothing about the file. */
  publication: SourceFile.pick({ etag: true, bytes: true, last_modified: true }).strict(),
  /** Name of the next run, which follows from every run before: executions, files on S3, and the ledger. */
  next_run: z.string().refine((name) => parseRunName(name) !== undefined, 'is no name of a run'),
});
export type Fingerprint = z.infer<typeof Fingerprint>;

/** A month that a plan runs. Its run has the fingerprint's `next_run` for a name, and only one run can have it. */
export const PlannedRun = z.strictObject({
  dataset: Dataset,
  month: SourceMonth,
  state: MonthState,
  /** Download and load again, although this very file is loaded. */
  force: z.boolean(),
  accept_quarantine: z.boolean(),
  accept_older: z.boolean(),
  accept_shrink: z.boolean(),
  accept_republication: z.boolean(),
  /** Only where it was asked for: plans of older versions do not have it. */
  accept_unusual: z.literal(true).optional(),
  fingerprint: Fingerprint,
  /** Null where nothing is known that it could be estimated by. */
  estimate: z
    .strictObject({
      seconds: z.number().nonnegative(),
      usd: z.number().nonnegative(),
      /** `history`: by earlier runs of the dataset; `assumption`: by the assumed figures of `ops cost`. */
      by: z.enum(['history', 'assumption']),
    })
    .nullable(),
});
export type PlannedRun = z.infer<typeof PlannedRun>;

const Content = z.strictObject({
  version: z.literal(1),
  made_at: z.iso.datetime(),
  stage: z.strictObject({
    name: Stage,
    /** ARN of the workflow, which names account and region. */
    state_machine: z.string(),
  }),
  /** Months that run at the same time. */
  parallel: z.int().min(1).max(20),
  /** In the order in which they are started. */
  runs: z.array(PlannedRun),
  /** Months with which nothing is done. */
  others: z.array(z.strictObject({ dataset: Dataset, month: SourceMonth, state: MonthState })),
});

/** What `ops plan` decides and `ops apply` does. Its id follows from its content: a changed file is another plan, and none. */
export const MonthsPlan = Content.extend({ id: PlanId })
  .refine((plan) => plan.id === idOf(plan), {
    path: ['id'],
    error: 'does not belong to this content: the file was changed after it was written',
  })
  .refine(({ runs }) => runs.every(isNamedAsItsMonth), {
    path: ['runs'],
    error: 'a run has the name of another month',
  });
export type MonthsPlan = z.infer<typeof MonthsPlan>;

/** The plan of a content: with its id. */
export function planOfMonths(content: z.infer<typeof Content>): MonthsPlan {
  const parsed = Content.parse(content);
  return { id: idOf(parsed), ...parsed };
}

/** Of a parsed content, whose members are in the order of the schema, whatever their order in the file is. */
function idOf({ id: _, ...content }: z.infer<typeof Content> & { readonly id?: string }): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16);
}

const isNamedAsItsMonth = ({ dataset, month, fingerprint }: PlannedRun): boolean => {
  const named = parseRunName(fingerprint.next_run);
  return named?.dataset === dataset && named.month === month;
};
