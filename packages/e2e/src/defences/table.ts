import type { Defence } from './defence.ts';
import { publisherDefences, startedByHand } from './publisher.ts';

/** Every defence, by who attacks. */
export const defences: Readonly<Record<string, readonly Defence[]>> = {
  'The publisher': publisherDefences,
  'Runs started by hand': startedByHand,
};
