import * as z from 'zod';
import { PlanId } from '../artifacts/plan-id.ts';
import { Etag } from '../artifacts/source.ts';
import { Dataset, DEFAULT_DATASET } from '../dataset/datasets.ts';
import { PipelineError } from '../errors.ts';
import { SourceMonth } from './month.ts';

/** The plan that started the run, and the ETag that the publisher's file had in it: any other file is not loaded. */
export const PlanMark = z.strictObject({ id: PlanId, etag: Etag });
export type PlanMark = z.infer<typeof PlanMark>;

const options = {
  dataset: Dataset.default(DEFAULT_DATASET),
  /** Download and load again, although this very file or a newer publication is loaded. */
  force: z.boolean().default(false),
  /** End at once instead of waiting where the month is not published yet. */
  no_wait: z.boolean().default(false),
  /** Load although the quarantined share is over the contract's limits. */
  accept_quarantine: z.boolean().default(false),
  /** Load although a newer publication is loaded. */
  accept_older: z.boolean().default(false),
  /** Load although the month has far fewer rows than what is loaded. */
  accept_shrink: z.boolean().default(false),
  /** Load although the publication changes more of the month than the contract's limits. */
  accept_republication: z.boolean().default(false),
  /** Load although the month is odd in what the stage stops on. */
  accept_unusual: z.boolean().default(false),
  /** Load this publication, which raw still has, instead of the publisher's. */
  publication: Etag.optional(),
  plan: PlanMark.optional(),
};

const MonthInput = z.strictObject({ ...options, month: SourceMonth });

/** The older form of this pipeline: `{"year":"2024","month":"09"}`. */
const YearMonthInput = z
  .strictObject({
    ...options,
    year: z.union([z.string().regex(/^\d{4}$/), z.int().min(1000).max(9999)]),
    month: z.union([z.string().regex(/^(0?[1-9]|1[0-2])$/), z.int().min(1).max(12)]),
  })
  .transform(({ year, month, ...rest }) => ({
    ...rest,
    month: SourceMonth.parse(`${year}-${String(month).padStart(2, '0')}`),
  }));

/** Input of one execution of the pipeline; both forms give the same value. */
export const PipelineInput = z.union([MonthInput, YearMonthInput]);
export type PipelineInput = z.infer<typeof PipelineInput>;

/** Parses an execution's input; throws PipelineInputError that shows the input and both accepted forms. */
export function parsePipelineInput(input: unknown): PipelineInput {
  const parsed = PipelineInput.safeParse(input);
  if (parsed.success) return parsed.data;
  const { dataset } = z.object({ dataset: z.string() }).catch({ dataset: DEFAULT_DATASET }).parse(input);
  if (!Dataset.safeParse(dataset).success)
    throw new PipelineError(
      'PipelineInputError',
      `the stage's deployed contract has no dataset ${JSON.stringify(dataset)}, but ${Dataset.options.join(', ')}`,
      {
        next: 'If the clone has it, deploy: `pnpm turbo deploy`, on a laptop `pnpm local up --detach --replace`.',
        input,
      },
    );
  const what = `not an input of this pipeline: ${JSON.stringify(input)}\n${z.prettifyError(parsed.error)}`;
  const forms = [
    { dataset: DEFAULT_DATASET, month: '2024-09' },
    { year: '2024', month: '09' },
  ];
  throw new PipelineError('PipelineInputError', what, {
    next: `Give ${forms.map((form) => JSON.stringify(form)).join(' or ')}.`,
    input,
  });
}
