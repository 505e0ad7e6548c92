import { Dataset, DEFAULT_DATASET, SourceMonth } from '@tlc-elt/contracts';
import * as z from 'zod';

/** What the schedule sends (`<aws.scheduler.scheduled-time>`), or a person: a month. */
export const TriggerEvent = z.union([
  z.strictObject({
    scheduled_time: z.iso.datetime({ offset: true }),
    /** What the stage runs each month. */
    datasets: z.array(Dataset).min(1).default([DEFAULT_DATASET]),
    /** Also look at the months before the due one: were they republished, or not loaded? */
    refresh: z.boolean().default(false),
  }),
  z.strictObject({
    dataset: Dataset.default(DEFAULT_DATASET),
    month: SourceMonth,
    force: z.boolean().default(false),
  }),
]);
export type TriggerEvent = z.infer<typeof TriggerEvent>;
