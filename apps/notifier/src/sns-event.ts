import * as z from 'zod';

/** A message as SNS hands it over. */
const Notification = z.object({
  MessageId: z.string(),
  Subject: z.string().nullish(),
  Message: z.string(),
  MessageAttributes: z.record(z.string(), z.object({ Value: z.string() })).default({}),
});
export type Notification = z.infer<typeof Notification>;

/** What SNS invokes a function with; one record as a rule ("Using AWS Lambda with Amazon SNS"). */
export const SnsEvent = z.object({ Records: z.array(z.object({ Sns: Notification })).nonempty() });
