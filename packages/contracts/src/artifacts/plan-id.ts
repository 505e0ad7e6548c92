import * as z from 'zod';

/** Id of a plan of months: the first half of its content's sha256. */
export const PlanId = z.string().regex(/^[0-9a-f]{16}$/);
