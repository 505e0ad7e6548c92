import { chatDefences } from './chat.ts';
import type { Defence } from './defence.ts';
import { doorDefences } from './door.ts';
import { machineDefences } from './machine.ts';
import { publisherDefences, startedByHand } from './publisher.ts';
import { sqlDefences } from './sql.ts';
import { supplyDefences } from './supply.ts';

/** Every defence, by who attacks. */
export const defences: Readonly<Record<string, readonly Defence[]>> = {
  'The publisher': publisherDefences,
  'Runs started by hand': startedByHand,
  'The chat that is told': chatDefences,
  'Packages and tools': supplyDefences,
  'The door of the local cloud': doorDefences,
  'SQL of the local cloud': sqlDefences,
  'The disk of the local cloud, and many users': machineDefences,
};
