import { Stage } from '@tlc-elt/contracts';
import * as z from 'zod';

/** Environment of the function, set by its stack. */
export const Config = z
  .object({ STAGE: Stage, WEBHOOK_URL_PARAMETER: z.string() })
  .transform((env) => ({ stage: env.STAGE, webhookUrlParameter: env.WEBHOOK_URL_PARAMETER }));
export type Config = z.infer<typeof Config>;
