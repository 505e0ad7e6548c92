import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { writeFileDurably } from './durable.ts';

const beside = (journal: string): string => `${journal}.length`;

/**
 * Writes down how long a journal is whose lines are on the disk: one that is shorter later was cut by something else
 * than a crash. Only ever too small, so it need not be durable, and where it cannot be written nothing is lost.
 */
export function noteLength(journal: string): void {
  try {
    writeFileSync(beside(journal), String(statSync(journal).size), { mode: 0o600 });
  } catch {
    // the next line notes it
  }
}

/** Before a journal is written anew, perhaps shorter. */
export function forgetLength(journal: string): void {
  if (existsSync(beside(journal))) writeFileDurably(beside(journal), '0');
}

/** How long a journal is at least. */
export const leastLength = (journal: string): number =>
  existsSync(beside(journal)) ? Number(readFileSync(beside(journal), 'utf8')) : 0;
