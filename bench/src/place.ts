import { join } from 'node:path';

/** Path of a plain script. */
export const plain = (script: string): string => join(import.meta.dirname, '../plain', script);
