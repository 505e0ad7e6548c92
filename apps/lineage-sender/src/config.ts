import * as z from 'zod';

/** Environment of the function, set by its stack. */
export const Config = z
  .object({
    OPENLINEAGE_URL: z.url(),
    API_KEY_PARAMETER: z.string(),
    RAW_BUCKET: z.string(),
    PROCESSED_BUCKET: z.string(),
    WORKGROUP: z.string(),
    DATABASE: z.string(),
  })
  .transform((env) => ({
    url: env.OPENLINEAGE_URL,
    apiKeyParameter: env.API_KEY_PARAMETER,
    places: {
      rawBucket: env.RAW_BUCKET,
      processedBucket: env.PROCESSED_BUCKET,
      workgroup: env.WORKGROUP,
      database: env.DATABASE,
    },
  }));
export type Config = z.infer<typeof Config>;
