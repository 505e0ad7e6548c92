import { Oddity, Stage } from '@tlc-elt/contracts';
import * as z from 'zod';

/** Environment of the function, set by its stack. */
export const Config = z
  .object({
    STAGE: Stage,
    RAW_BUCKET: z.string(),
    PROCESSED_BUCKET: z.string(),
    /** Seconds until an unpublished month is asked for again. */
    WAIT_SECONDS: z.coerce.number().int().positive(),
    /** Oddities that stop a load, with commas between them; absent where none does. */
    STOP_ON: z
      .string()
      .optional()
      .transform((kinds) => kinds?.split(',') ?? [])
      .pipe(z.array(Oddity)),
  })
  .transform((env) => ({
    stage: env.STAGE,
    rawBucket: env.RAW_BUCKET,
    processedBucket: env.PROCESSED_BUCKET,
    waitSeconds: env.WAIT_SECONDS,
    stopOn: env.STOP_ON,
  }));
export type Config = z.infer<typeof Config>;
