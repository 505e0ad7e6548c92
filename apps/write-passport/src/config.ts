import { Stage } from '@tlc-elt/contracts';
import * as z from 'zod';

/** Environment of the function, set by its stack. */
export const Config = z
  .object({ STAGE: Stage, RAW_BUCKET: z.string(), PROCESSED_BUCKET: z.string() })
  .transform((env) => ({
    stage: env.STAGE,
    rawBucket: env.RAW_BUCKET,
    processedBucket: env.PROCESSED_BUCKET,
  }));
export type Config = z.infer<typeof Config>;
