import { SourceMonth } from '@tlc-elt/contracts';
import * as z from 'zod';

/** What the schedule sends (`<aws.scheduler.scheduled-time>`), or a person: a month. */
export const TriggerEvent = z.union([
  z.strictObject({ scheduled_time: z.iso.datetime({ offset: true }) }),
  z.strictObject({ month: SourceMonth, force: z.boolean().optional() }),
]);
export type TriggerEvent = z.infer<typeof TriggerEvent>;
